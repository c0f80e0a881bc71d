using MLSecOps.Core.Digests;

namespace MLSecOps.Trust.Tpm;

/// <summary>What the verifier expects of quotes.</summary>
/// <param name="AgentPcr">The PCR into which agents measure, 8 to 15: those below are the firmware's, those above can be reset without a boot.</param>
public sealed record TpmPolicy(int AgentPcr = TpmPolicy.DefaultAgentPcr)
{
    /// <summary>The agent's PCR where nothing else is configured; the agent's default too.</summary>
    public const int DefaultAgentPcr = 12;

    /// <summary>PCRs of the boot: 0 to 7 (PC Client Platform Firmware Profile, 3.3.4).</summary>
    public const int BootPcrs = 8;

    /// <summary>Digests of known boots: SHA-256 over the values of PCR 0 to 7, one behind the other, as <c>tpm2_pcrread sha256:0,1,2,3,4,5,6,7 -o</c> writes them.</summary>
    public IReadOnlyList<Sha256Digest> BootStates { get; init; } = [];

    /// <summary>DER certificates of TPM makers at which certificates of endorsement keys must end; without any, no TPM is shown as hardware.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Makers { get; init; } = [];
}
