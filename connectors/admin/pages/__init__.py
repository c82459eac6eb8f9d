"""后台的各组页面，每组一个 router。只管收参数、问规则、选模板；规则在 catalog.editing 和同级的模块里。"""
