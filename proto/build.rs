//! Compiles the contract without `protoc`, and turns the `rights` option of each RPC into one table.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, error::Error, fs};

use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor, Value};

#[expect(
    clippy::disallowed_methods,
    reason = "a build script is told everything by its environment"
)]
fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=passerelle");
    let mut files: Vec<PathBuf> = fs::read_dir("passerelle/v1")?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    files.sort();

    let mut compiler = protox::Compiler::new(["."])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(&files)?;
    let bytes = compiler.encode_file_descriptor_set();
    fs::write(out.join("descriptors.bin"), &bytes)?;
    fs::write(
        out.join("rights.rs"),
        rights_table(&DescriptorPool::decode(bytes.as_slice())?)?,
    )?;

    let is_browser = env::var("CARGO_CFG_TARGET_ARCH")? == "wasm32";
    tonic_prost_build::configure()
        .build_transport(false)
        .build_server(!is_browser)
        .codec_path("crate::codec::Codec")
        .compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}

/// Writes `fn access(path: &str) -> Option<Access>`; fails when an RPC declares nothing.
fn rights_table(pool: &DescriptorPool) -> Result<String, Box<dyn Error>> {
    let option = pool
        .get_extension_by_name("passerelle.v1.rights")
        .ok_or("the rights option is missing")?;
    let mut table = String::from(
        "/// What the contract says of an RPC, by its path; `None` when there is no such RPC.\n\
         pub fn access(path: &str) -> Option<Access> {\n    Some(match path {\n",
    );
    for method in pool
        .services()
        .flat_map(|service| service.methods().collect::<Vec<_>>())
    {
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        let options = method.options();
        if !options.has_extension(&option) {
            return Err(format!("{path} does not say who may call it").into());
        }
        let value = options.get_extension(&option);
        let rights = value.as_message().ok_or("rights is not a message")?;
        let who =
            who(rights).ok_or_else(|| format!("{path}: say exactly one of roles, public, signed_in"))?;
        let (is_read, creates) = (is_read(&method), flag(rights, "creates"));
        if is_read && creates {
            return Err(format!("{path} changes nothing, and makes something").into());
        }
        writeln!(
            table,
            "        {path:?} => Access {{ who: {who}, is_read: {is_read}, creates: {creates} }},"
        )?;
    }
    table.push_str("        _ => return None,\n    })\n}\n");
    Ok(table)
}

fn flag(rights: &DynamicMessage, name: &str) -> bool {
    rights
        .get_field_by_name(name)
        .and_then(|value| value.as_bool())
        .unwrap_or(false)
}

fn who(rights: &DynamicMessage) -> Option<String> {
    let roles = rights.get_field_by_name("roles")?;
    let roles: Vec<i32> = roles
        .as_list()?
        .iter()
        .filter_map(Value::as_enum_number)
        .collect();
    match (
        roles.is_empty(),
        flag(rights, "public"),
        flag(rights, "signed_in"),
    ) {
        (false, false, false) => Some(format!("Who::Roles(&{roles:?})")),
        (true, true, false) => Some("Who::Public".to_owned()),
        (true, false, true) => Some("Who::SignedIn".to_owned()),
        _ => None,
    }
}

fn is_read(method: &MethodDescriptor) -> bool {
    const NO_SIDE_EFFECTS: i32 = 1;
    method
        .method_descriptor_proto()
        .options
        .as_ref()
        .and_then(|options| options.idempotency_level)
        == Some(NO_SIDE_EFFECTS)
}
