using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Inspection;
using MLSecOps.TestKit.Onnx.Hostile;

namespace MLSecOps.Formats.Tests.Inspection.Corpus;

/// <summary>Inspects a model of the tests.</summary>
internal static class Inspected
{
    /// <summary>Inspects a model that stands alone.</summary>
    /// <param name="model">The model.</param>
    /// <param name="covered">Files that the signature covers; null when nothing is known of a signature.</param>
    internal static InspectionReport Report(byte[] model, IReadOnlyList<CoveredFile>? covered = null) =>
        ModelInspection.Inspect(new MemoryByteSource(model), null, new InspectionJob(new InspectedFile("model.onnx", 0, model.Length), null, covered, false), null, null);

    /// <summary>Inspects a model with all that comes with it.</summary>
    internal static InspectionReport Report(HostileModel hostile)
    {
        byte[] model = hostile.Build();
        var job = new InspectionJob(
            new InspectedFile("model.onnx", 0, model.Length), hostile.Installed is null ? null : new InspectedFile("installed.onnx", 0, hostile.Installed.Length),
            hostile.Signed?.Select(file => new CoveredFile(file.Path, file.Length)).ToArray(), false);
        ReadOnlyMemory<byte>? bill = hostile.Bill is { } text ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(text) : null;
        return ModelInspection.Inspect(new MemoryByteSource(model), hostile.Installed is null ? null : new MemoryByteSource(hostile.Installed), job, null, bill);
    }
}
