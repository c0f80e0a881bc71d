namespace MLSecOps.Contracts.Varlink;

/// <summary>Parameter of <c>org.varlink.service.GetInterfaceDescription</c> and of the error <c>InterfaceNotFound</c>.</summary>
/// <param name="Interface">Name of the interface.</param>
public sealed record VarlinkInterfaceName(string Interface);
