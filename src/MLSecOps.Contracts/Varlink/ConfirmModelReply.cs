namespace MLSecOps.Contracts.Varlink;

/// <summary>Results of <c>io.mlsec.Agent.ConfirmModel</c>: none.</summary>
public sealed record ConfirmModelReply;
