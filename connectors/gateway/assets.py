"""随包发布的网页文件：启动时全部读进内存，备好压缩版和指纹。"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
FOREVER = "public, max-age=31536000, immutable"
"""网址里带着指纹，内容一变网址就变，所以可以一直存着。"""
ASK_FIRST = "no-cache"
"""可以存，但每次先问一声变了没有。"""


@dataclass(frozen=True)
class Asset:
    """一个文件：原样、压缩后、类型、指纹。"""

    plain: bytes
    packed: bytes
    media_type: str
    mark: str

    @classmethod
    def of(cls, content: bytes, suffix: str) -> Asset:
        """由内容和扩展名做成。"""
        mark = hashlib.sha256(content).hexdigest()[:16]
        return cls(content, gzip.compress(content, 9, mtime=0), TYPES[suffix], mark)


class Assets:
    """一个文件夹里的全部网页文件，按文件名取。"""

    def __init__(self, folder: Path) -> None:
        paths = sorted(path for path in folder.iterdir() if path.suffix in TYPES)
        self._assets = {path.name: Asset.of(path.read_bytes(), path.suffix) for path in paths if path.suffix != ".html"}
        for path in (path for path in paths if path.suffix == ".html"):
            self._assets[path.name] = Asset.of(self._with_marks(path.read_text("utf-8")).encode(), ".html")

    def _with_marks(self, page: str) -> str:
        """网页里引用的 /static/ 文件都带上指纹，浏览器才能放心存着。"""
        for name, asset in self._assets.items():
            page = page.replace(f'"/static/{name}"', f'"/static/{name}?v={asset.mark}"')
        return page

    def response(self, name: str, request: Request, headers: dict[str, str] | None = None) -> Response | None:
        """返回这个文件的应答：能压缩就压缩，没变就 304；没有这个文件是 None。"""
        asset = self._assets.get(name)
        if asset is None:
            return None
        packed = "gzip" in request.headers.get("accept-encoding", "")
        marked = request.query_params.get("v") == asset.mark
        sent = {
            "ETag": f'"{asset.mark}{"-gz" if packed else ""}"',
            "Vary": "Accept-Encoding",
            "Cache-Control": FOREVER if marked else ASK_FIRST,
            **(headers or {}),
        }
        known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
        if sent["ETag"] in known:
            return Response(status_code=304, headers=sent)
        if packed:
            sent["Content-Encoding"] = "gzip"
        return Response(asset.packed if packed else asset.plain, media_type=asset.media_type, headers=sent)
