namespace MLSecOps.Contracts.Varlink;

/// <summary>Parameter of the errors <c>MethodNotFound</c> and <c>MethodNotImplemented</c>.</summary>
/// <param name="Method">Name of the method.</param>
public sealed record VarlinkMethodName(string Method);
