"""把服务要用的东西建好：全国目录、向量模型与索引、机器人模型。

每样东西一个步骤，内容没变就跳过；`zhilu serve`、`zhilu prepare`、`zhilu train` 共用。
建的时候另起进程（`python -m connectors.building 步骤`），不占看护进程。不得引用 actions、bot。
"""
