//! How a service binds the RPCs of its contract to the functions that do them.

/// Implements a service of the contract for `Service`, which holds the application: each RPC says who calls, then
/// hands over to its function.
macro_rules! rpcs {
    ($contract:ident; $($theme:ident::$rpc:ident($request:ty) -> $answer:ty;)*) => {
        #[tonic::async_trait]
        impl $contract for Service {
            $(async fn $rpc(
                &self,
                request: tonic::Request<$request>,
            ) -> std::result::Result<tonic::Response<$answer>, tonic::Status> {
                let caller = $crate::auth::caller(&request)?;
                let answer = $theme::$rpc(&self.0, &caller, request.into_inner()).await?;
                Ok(tonic::Response::new(answer))
            })*
        }
    };
}

pub(crate) use rpcs;
