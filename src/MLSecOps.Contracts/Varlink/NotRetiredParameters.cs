namespace MLSecOps.Contracts.Varlink;

/// <summary>Parameters of <see cref="VarlinkErrors.NotRetired"/>.</summary>
/// <param name="Why">One line.</param>
public sealed record NotRetiredParameters(string Why);
