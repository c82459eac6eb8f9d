"""微信服务器的模拟：签名、加密、5 秒超时、重试两次、检查答复；凭证与发消息的接口带额度。

测试用它，维护的人用它试一套设置（`zhilu wechat-simulator`）。只从外面与网关往来；
可以用 connectors.wechat 的加解密，不得引用 connectors.gateway，也不得碰网关的数据库。
"""
