namespace MLSecOps.Contracts.Varlink;

/// <summary>Parameter of the error <c>InvalidParameter</c>.</summary>
/// <param name="Parameter">Name of the parameter.</param>
public sealed record VarlinkParameterName(string Parameter);
