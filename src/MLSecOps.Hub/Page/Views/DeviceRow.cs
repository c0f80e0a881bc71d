using MLSecOps.Hub.Domain;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Page.Views;

/// <summary>One enrolled device with its three axes, which stay three.</summary>
/// <param name="Device">Who it is.</param>
/// <param name="State">What the hub knows of it.</param>
/// <param name="Freshness">Judged now.</param>
/// <param name="OpenFindings">How many are open.</param>
public sealed record DeviceRow(Device Device, DeviceState State, Freshness Freshness, int OpenFindings)
{
    /// <summary>The TPM that it proved; null when it proved none.</summary>
    public DeviceTpm? Tpm { get; init; }

    /// <summary>Its name.</summary>
    public string Ueid => Device.Ueid;

    /// <summary>Its page.</summary>
    public string Link => $"/devices/{Ueid}";

    /// <summary>Trusted and fresh: the only devices that may be shown as good.</summary>
    public bool Proven => State.Verdict == Verdict.Trusted && Freshness == Freshness.Fresh;

    /// <summary>For sorting, 0 is the worst: what is wrong, what is not known, what is merely old, what is proven.</summary>
    public int Rank => (State.Verdict, Freshness) switch
    {
        (Verdict.Rejected, _) => 0,
        (Verdict.Inconclusive, Freshness.Fresh) => 1,
        (_, Freshness.Stale) => 2,
        (_, Freshness.Never) => 3,
        _ => OpenFindings > 0 ? 4 : 5,
    };
}
