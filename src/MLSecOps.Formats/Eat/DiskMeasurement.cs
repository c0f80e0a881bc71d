using MLSecOps.Core.Digests;

namespace MLSecOps.Formats.Eat;

/// <summary>The newest measurement of a model's file on disk.</summary>
/// <param name="Model">fs-verity digest of the first file of role <c>model</c>, as measured: not copied from the manifest.</param>
/// <param name="Checked">When, by the device's clock; whole seconds.</param>
public sealed record DiskMeasurement(Sha256Digest Model, DateTimeOffset Checked);
