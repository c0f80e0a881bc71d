namespace MLSecOps.Contracts.Varlink;

/// <summary>Parameter of the errors <see cref="VarlinkErrors.NotTrusted"/> and <see cref="VarlinkErrors.OpenFailed"/>.</summary>
/// <param name="Reason">Reason code.</param>
public sealed record RefusalReason(string Reason);
