"""几台机器的部署：真的 PostgreSQL、Redis、几个网关和机器人。"""
