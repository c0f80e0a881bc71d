namespace MLSecOps.Contracts.Hub;

/// <summary>A device as the hub sees it: verdict, freshness and enforcement are three axes, never merged.</summary>
/// <param name="Ueid">Who.</param>
/// <param name="Verdict"><c>trusted</c>, <c>rejected</c> or <c>inconclusive</c>, from the newest evidence.</param>
/// <param name="Reason">Reason code when it is not trusted.</param>
/// <param name="Freshness"><c>fresh</c>, <c>stale</c> or <c>never</c>.</param>
/// <param name="Enforcement"><c>enforce</c>, <c>observe</c> or <c>unknown</c>.</param>
/// <param name="Connected">A connection exists, as far as birth and will tell.</param>
/// <param name="EvidenceAt">When the newest evidence came, RFC 3339 UTC.</param>
/// <param name="LastSeen">When anything came.</param>
/// <param name="Enrolled">When it was enrolled.</param>
/// <param name="AgentVersion">Version of its agent.</param>
/// <param name="Hardware">What it is called in targets.</param>
/// <param name="InsecureOptions">Insecure options in force.</param>
/// <param name="OpenFindings">How many findings are open.</param>
/// <param name="Models">Its models.</param>
/// <param name="Standing"><c>enrolled</c>; <c>revoked</c> while it is to enrol again; <c>retired</c> when it is out of use.</param>
public sealed record HubDevice(
    string Ueid,
    string Verdict,
    string? Reason,
    string Freshness,
    string Enforcement,
    bool Connected,
    string? EvidenceAt,
    string? LastSeen,
    string Enrolled,
    string? AgentVersion,
    string? Hardware,
    IReadOnlyList<string> InsecureOptions,
    int OpenFindings,
    IReadOnlyList<HubModel> Models,
    string Standing = "enrolled")
{
    /// <summary>How much of its evidence rests on hardware: <c>none</c>, <c>tpm</c> or <c>tpm-measured-boot</c>; what was proven, and is owed from then on.</summary>
    public string Tier { get; init; } = "none";

    /// <summary>A configured maker vouches for its TPM; without that, something that behaves as a TPM may be one in software.</summary>
    public bool TpmMakerProven { get; init; }
}
