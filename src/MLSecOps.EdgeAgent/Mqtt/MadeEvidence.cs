using MLSecOps.Formats.Chain;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>Evidence that is ready to be sent.</summary>
/// <param name="Message">Tagged COSE_Sign1, or a CMW collection with it and the TPM's quote.</param>
/// <param name="Head">The head of the chain that it commits to.</param>
/// <param name="MediaType">Which of both.</param>
internal sealed record MadeEvidence(ReadOnlyMemory<byte> Message, ChainHead Head, string MediaType);
