//! The contract: messages, services, rights, descriptors.
