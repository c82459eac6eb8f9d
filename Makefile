# 指路：常用命令。`make help` 列出全部。
PYTHON ?= python3
PY := .venv/bin/python
SETUP ?= $(PYTHON) -m connectors.setup
STATE ?= $(or $(ZHILU_STATE_DIR),.zhilu)
LARGEST ?= 100000
ifdef CI
SLOW := -m ""
endif

.DEFAULT_GOAL := help
.PHONY: help serve test bench lint train clean web setup lock audit

help: ## 列出所有命令
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: ## 准备环境并启动（网页、接口、机器人），Ctrl-C 停止
	@$(SETUP) main bot
	@exec .venv/bin/zhilu serve

test: ## 跑测试（CI=true 时连慢的一起跑）
	@$(SETUP) main dev bot programs
	@$(PY) -m connectors.cli prepare
	@$(PY) -m pytest $(SLOW) $(ARGS)

lint: ## 代码风格、类型、依赖方向
	@$(SETUP) main dev
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-cache

bench: ## 测计划器、检索（含合成的大目录，LARGEST=5000000 做到五百万条）和每轮对话的开销
	@$(SETUP) main bot
	@$(PY) -m connectors.cli prepare
	@$(PY) -m benchmarks.planner
	@$(PY) -m benchmarks.retrieval_search
	@$(PY) -m benchmarks.catalogue_scale --largest $(LARGEST)
	@$(PY) -m benchmarks.chat_turns $(ARGS)

train: ## 重新训练机器人并重建检索索引
	@$(SETUP) main bot
	@.venv/bin/zhilu train

web: ## 由 TypeScript 源码重新装网页（要 Node 18 以上；只有改网页的人需要）
	@cd connectors/web/source && npm ci --ignore-scripts && npm run check && npm run build

setup: ## 只准备环境
	@$(SETUP) main dev bot

audit: ## 查两个环境的已知漏洞，与 requirements/advisories.toml 对账（要能连到漏洞服务，连不到会说没查成）
	@$(SETUP) main
	@$(PY) -m connectors.setup.audit

lock: ## 按当前环境重写 requirements/*.lock（升级依赖后用）
	@PATH="$(CURDIR)/.venv/bin:$$PATH" $(PY) -m connectors.setup.lock

clean: ## 删掉生成物（数据库、索引、模型、缓存），保留环境
	@if [ -x .venv/bin/zhilu ] && .venv/bin/zhilu status --quiet; then echo "指路正在运行，先停掉再清理"; exit 1; fi
	rm -rf $(STATE) .pytest_cache .mypy_cache .ruff_cache .hypothesis .rasa
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +
