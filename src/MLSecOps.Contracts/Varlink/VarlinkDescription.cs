namespace MLSecOps.Contracts.Varlink;

/// <summary>Results of <c>org.varlink.service.GetInterfaceDescription</c>.</summary>
/// <param name="Description">The interface in varlink's definition language.</param>
public sealed record VarlinkDescription(string Description);
