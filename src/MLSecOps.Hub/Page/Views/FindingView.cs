using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Page.Views;

/// <summary>One finding with what surrounds it.</summary>
/// <param name="Now">The hub's clock.</param>
/// <param name="Row">The finding.</param>
/// <param name="State">What the hub knows of its device.</param>
/// <param name="Package">The signed release that it is about; null when the hub does not have it.</param>
/// <param name="Record">Its record in the device's chain; null for what the hub noticed itself.</param>
/// <param name="Elsewhere">Open findings of other devices with the same reason and model.</param>
public sealed record FindingView(DateTimeOffset Now, FindingRow Row, DeviceState State, StoredPackage? Package, StoredRecord? Record, IReadOnlyList<Finding> Elsewhere);
