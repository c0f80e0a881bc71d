using MLSecOps.Formats.Chain;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>Evidence that is ready to be sent.</summary>
/// <param name="Message">Tagged COSE_Sign1.</param>
/// <param name="Head">The head of the chain that it commits to.</param>
internal sealed record MadeEvidence(ReadOnlyMemory<byte> Message, ChainHead Head);
