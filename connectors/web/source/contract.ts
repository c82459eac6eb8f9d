// 与网关的约定（/openapi.json、DESIGN 第 3 节）。字段都按“可能没有”来对待：缺了只是少显示一行。

export interface Place {
  code: string;
  name: string;
  full_name?: string;
}

export interface Entry {
  name?: string;
  url?: string;
  reason?: string;
}

export interface Material {
  name: string;
  required?: boolean;
  copies?: string;
  form?: string;
  obtained_from?: string;
  waived?: boolean;
  when?: string;
}

export interface Channel {
  kind: string;
  name?: string;
  url?: string;
  address?: string;
  number?: string;
  note?: string;
}

export interface Service {
  code: string;
  name: string;
  department?: string;
  region?: Place | null;
  summary?: string;
  conditions?: string[];
  materials?: Material[];
  steps?: string[];
  statutory_days?: number | null;
  promised_days?: number | null;
  time_limit?: string;
  fee?: string;
  channels?: Channel[];
  entry?: Entry | null;
  consult_phone?: string;
  source?: { name?: string; url?: string; updated?: string } | null;
  warnings?: string[];
}

export interface Step {
  number: number;
  code: string;
  name: string;
  department?: string;
  after?: number[];
  parallel_with?: number[];
  why?: string;
  materials?: string[];
  time_limit?: string;
  deadline?: string | null;
  deadline_date?: string | null;
  fee?: string;
  entry?: Entry | null;
  fallback?: { name?: string; number?: string; address?: string } | null;
  optional?: boolean;
  uncertain?: boolean;
  done?: boolean;
}

export interface GuideMaterial {
  name: string;
  used_in?: number[];
  from_step?: number | null;
  waived?: boolean;
  sheets?: string;
}

export interface Guide {
  code: string;
  title: string;
  region?: Place | null;
  situation_text?: string[];
  steps: Step[];
  materials?: GuideMaterial[];
  visits?: number | null;
  longest_path_days?: number | null;
  resume_code?: string | null;
  warnings?: string[];
}

export interface Choice {
  label: string;
  value: string;
}

export interface Reply {
  type: string;
  text: string;
  choices?: Choice[];
  service?: Service;
  guide?: Guide;
}

export interface Answer {
  conversation_id: string;
  replies: Reply[];
  handled_by: "bot" | "fallback";
}
