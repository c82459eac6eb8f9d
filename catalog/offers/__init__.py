"""某地某事项的最终答案：用哪一级的记录、缺的事实从哪来、从哪个入口办、要提醒什么。"""

from catalog.offers.channels import PortalTable, ResolvedChannel
from catalog.offers.entry import Entry, choose_entry
from catalog.offers.offer import Offer, Source, Variant, build_offer

__all__ = ["Entry", "Offer", "PortalTable", "ResolvedChannel", "Source", "Variant", "build_offer", "choose_entry"]
