//! Random messages of any type, from their descriptors, always the same ones for the same seed.

use bytes::Bytes;
use prost::Message as _;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};

/// A generator that anyone can write again: splitmix64.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `n` - 1.
    pub(super) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll() % n as u64).unwrap()
    }

    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A message whose strings are often true identifiers of this world.
    pub(super) fn message(&mut self, of: &MessageDescriptor, ids: &[String]) -> DynamicMessage {
        self.nested(of, ids, 0)
    }

    fn nested(&mut self, of: &MessageDescriptor, ids: &[String], depth: usize) -> DynamicMessage {
        let mut message = DynamicMessage::new(of.clone());
        for field in of.fields() {
            if self.below(5) == 0 {
                continue;
            }
            if field.is_list() {
                let n = *self.pick(&[0, 1, 1, 2, 3, 70]);
                let values = (0..n).filter_map(|_| self.value(&field, ids, depth)).collect();
                message.set_field(&field, Value::List(values));
            } else if let Some(value) = self.value(&field, ids, depth) {
                message.set_field(&field, value);
            }
        }
        message
    }

    fn value(&mut self, field: &FieldDescriptor, ids: &[String], depth: usize) -> Option<Value> {
        Some(match field.kind() {
            Kind::Message(inner) if depth < 3 => Value::Message(self.nested(&inner, ids, depth + 1)),
            Kind::Message(_) => return None,
            Kind::String => Value::String(self.text(field.name(), ids)),
            Kind::Bytes => Value::Bytes(self.bytes()),
            Kind::Bool => Value::Bool(self.below(2) == 0),
            Kind::Enum(_) => Value::EnumNumber(*self.pick(&[0, 1, 1, 2, 3, 4, 7, 99, -1, i32::MAX])),
            Kind::Int32 => Value::I32(*self.pick(&[0, 1, 2, 2027, 2027, 2028, -1, i32::MAX, i32::MIN])),
            Kind::Int64 => Value::I64(*self.pick(&[0, 1, 100, 1 << 20, 1 << 40, -1, i64::MAX, i64::MIN])),
            Kind::Double => Value::F64(*self.pick(&[0.0, f64::NAN, f64::INFINITY, -1.0])),
            _ => return None,
        })
    }

    fn text(&mut self, name: &str, ids: &[String]) -> String {
        let is_id = name == "id" || name.ends_with("_id");
        if is_id && self.below(4) > 0 {
            return self.pick(ids).clone();
        }
        if name == "zone" && self.below(2) == 0 {
            return "Europe/Paris".to_owned();
        }
        match self.below(14) {
            0 => String::new(),
            1 => "a".repeat(150_000),
            2 => "\0\u{1}\u{7f}\r\n\t".to_owned(),
            3 => "'; DROP TABLE person; --".to_owned(),
            4 => "%_\\%".to_owned(),
            5 => "<script>alert(1)</script>{{7*7}}${7*7}".to_owned(),
            6 => "é\u{301}\u{202e}\u{feff}👩‍👩‍👧".repeat(20),
            7 => "=HYPERLINK(\"http://evil.example\")".to_owned(),
            8 => "2027-03-01".to_owned(),
            9 => "2027-04-01T09:00".to_owned(),
            10 => "9999-99-99T99:99".to_owned(),
            11 => "a@b.fr\r\nBcc: c@d.fr".to_owned(),
            12 => format!("{}@exemple.fr", self.roll()),
            _ => format!("Texte {}", self.roll() % 1000),
        }
    }

    fn bytes(&mut self) -> Bytes {
        match self.below(4) {
            0 => Bytes::new(),
            1 => vec![0xff; 300_000].into(),
            2 => Bytes::from_static("short_name;name\n\"Rives;\0".as_bytes()),
            _ => self.roll().to_le_bytes().to_vec().into(),
        }
    }

    /// The bytes of a message, whole or broken.
    pub(super) fn encoded(&mut self, of: &MessageDescriptor, ids: &[String]) -> Vec<u8> {
        let mut bytes = self.message(of, ids).encode_to_vec();
        match self.below(8) {
            0 => bytes.clear(),
            1 if !bytes.is_empty() => bytes.truncate(self.below(bytes.len())),
            2 => {
                for _ in 0..=self.below(4) {
                    if !bytes.is_empty() {
                        let at = self.below(bytes.len());
                        bytes[at] ^= 1 << self.below(8);
                    }
                }
            }
            3 => bytes.extend_from_slice(&self.roll().to_le_bytes()),
            _ => {}
        }
        bytes
    }
}
