// 用设备的位置猜所在的区县：点位表从自己的网站取，换算在本机做，位置不发给任何人。

import type { Place } from "./contract";

const NEAREST = 3; // 只按县城的点位猜，边界附近会猜错，所以给几个让人选
const WAIT_MS = 15_000;

// 返回最近的几个区县；拿不到位置时抛出一句给市民看的话。
export async function nearby(): Promise<Place[]> {
  const { latitude, longitude } = (await position()).coords;
  const answer = await fetch("/static/places.txt");
  if (!answer.ok) throw new Error("暂时取不到地名表，请直接写地名。");
  // 平面近似：经度按所在纬度缩短，几十公里内够用
  const shrink = Math.cos((latitude * Math.PI) / 180);
  return (await answer.text()).split("\n").filter(Boolean)
    .map((line) => {
      const [code = "", above = "", name = "", east = "", north = ""] = line.split("\t");
      const across = (Number(east) - longitude) * shrink;
      const up = Number(north) - latitude;
      return { code, name, full_name: above + name, distance: across * across + up * up };
    })
    .sort((one, other) => one.distance - other.distance)
    .slice(0, NEAREST);
}

function position(): Promise<GeolocationPosition> {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      resolve,
      (problem) => reject(new Error(problem.code === problem.PERMISSION_DENIED ? "没有得到使用位置的许可，请直接写地名。" : "这会儿定不了位，请直接写地名。")),
      { timeout: WAIT_MS, maximumAge: 600_000 },
    );
  });
}

export const canLocate = (): boolean => "geolocation" in navigator && window.isSecureContext;
