using MLSecOps.Core.Bytes;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Sandbox.Jobs;

/// <summary>The inputs of runs as parts of a job, and whether a job keeps to its limits.</summary>
internal static class RunInputs
{
    /// <summary>One part for each input of each run.</summary>
    public static IEnumerable<JobSource> Of(IReadOnlyList<IReadOnlyList<Tensor>> runs) => runs.SelectMany((inputs, run) => inputs.Select((input, index) =>
    {
        byte[] content = TensorProtoWriter.Write(input);
        return new JobSource(new JobPart(JobPartKind.Vector, new VectorFileName(RunName.Of(run), true, index).Name, content.Length), new MemoryByteSource(content));
    }));

    /// <summary>Whether the worker takes so many parts of this size and name.</summary>
    public static bool Fit(IReadOnlyCollection<JobSource> parts) =>
        parts.Count <= JobLimits.Parts
        && parts.Where(source => source.Part.Kind == JobPartKind.Vector).Sum(source => source.Part.Length) <= JobLimits.AllVectorBytes
        && parts.All(source => source.Part.Length <= JobLimits.Of(source.Part.Kind) && JobFraming.IsName(source.Part.Name));
}
