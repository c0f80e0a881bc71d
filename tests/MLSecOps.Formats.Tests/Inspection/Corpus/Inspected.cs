using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Formats.Tests.Inspection.Corpus;

/// <summary>Inspects a model that stands alone.</summary>
internal static class Inspected
{
    /// <param name="model">The model.</param>
    /// <param name="covered">Files that the signature covers; null when nothing is known of a signature.</param>
    internal static InspectionReport Report(byte[] model, IReadOnlyList<CoveredFile>? covered = null) =>
        ModelInspection.Inspect(new MemoryByteSource(model), null, new InspectionJob(new InspectedFile("model.onnx", 0, model.Length), null, covered, false), null, null);
}
