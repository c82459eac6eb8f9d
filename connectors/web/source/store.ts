// 本机存储。浏览器不让存（隐私模式、禁用第三方存储）时只存在这一页的内存里，功能照常。

const memory = new Map<string, string>();

export function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return memory.get(key) ?? null;
  }
}

export function write(key: string, value: string): void {
  memory.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // 不让存或存满了：这一页里仍然有效，下次打开就没有了
  }
}

export function forget(key: string): void {
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // 本来就没能存下
  }
}

// 读出 JSON；没有、坏了都是 null。
export function recall<T>(key: string): T | null {
  try {
    return JSON.parse(read(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}
