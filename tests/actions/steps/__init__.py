"""各步骤的判断；整段对话在 tests/conversations。"""
