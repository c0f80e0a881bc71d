using MLSecOps.Formats.Bulletins;

namespace MLSecOps.Trust.Packages;

/// <summary>The device that a package is judged for. A null member means "not asked": that check is listed as not run and is not required, as on a laptop.</summary>
/// <param name="Fleet">The device's fleet. A device that knows it has none passes the empty string, which no audience contains.</param>
/// <param name="Hardware">The device's hardware name.</param>
/// <param name="AgentVersion">Semantic version of the agent.</param>
/// <param name="Releases">What is known of each model on the device; a model without an entry was never installed.</param>
public sealed record DeviceContext(string? Fleet, string? Hardware, string? AgentVersion, IReadOnlyDictionary<string, ReleaseHistory>? Releases)
{
    /// <summary>What the newest bulletin says; null while none is known. Its expiry is no matter: the newest counts.</summary>
    public Bulletin? Bulletin { get; init; }

    /// <summary>No device: nothing that depends on one is checked.</summary>
    public static DeviceContext None { get; } = new(null, null, null, null);
}
