using MLSecOps.Core.Packages;
using MLSecOps.Trust.Packages;

namespace MLSecOps.Cli.Output;

/// <summary>Counts payload while it is verified; keeps nothing.</summary>
internal sealed class ProgressSink(ProgressMeter meter) : IPayloadSink
{
    public void Begin(ManifestFile file)
    {
        // Only bytes count.
    }

    public void Write(ReadOnlyMemory<byte> verified) => meter.Add(verified.Length);

    public void End()
    {
        // Only bytes count.
    }
}
