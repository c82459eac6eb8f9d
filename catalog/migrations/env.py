"""Alembic 入口：用调用者传来的连接升级目录数据库，整个升级是一个事务。"""

from alembic import context

from catalog.storage.tables import Base

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    lite = engine.dialect.name == "sqlite"
    if lite:
        # 换表要先删旧表，期间不能查外键；这个设置在事务里改不了，所以在开事务之前。
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        # SQLite 的驱动不会为建表开事务：自己开，半途被杀就整个退回；同时升级的另一个进程在这里等。
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_as_batch=True, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if lite:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
