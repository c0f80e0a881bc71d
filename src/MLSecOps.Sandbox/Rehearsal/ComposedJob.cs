using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Jobs;

namespace MLSecOps.Sandbox.Rehearsal;

/// <summary>A job ready to be written, or why there is none.</summary>
/// <param name="Parts">Its parts; empty when refused.</param>
/// <param name="Refusal">The check that keeps it from being run; null when it can.</param>
internal sealed record ComposedJob(IReadOnlyList<JobSource> Parts, Check? Refusal)
{
    /// <summary>How many outputs each vector has: what a report must speak about.</summary>
    public IReadOnlyDictionary<string, int> OutputsOfVectors { get; } = Parts
        .Where(source => source.Part.Kind == JobPartKind.Vector)
        .Select(source => VectorFileName.Parse(source.Part.Name))
        .OfType<VectorFileName>()
        .GroupBy(file => file.Folder, StringComparer.Ordinal)
        .ToDictionary(folder => folder.Key, folder => folder.Count(file => !file.IsInput), StringComparer.Ordinal);

    /// <summary>The folders of gates, and whether each has groups: what a report must speak about.</summary>
    public IReadOnlyDictionary<string, bool> GroupsOfGates { get; } = Parts
        .Where(source => source.Part.Kind == JobPartKind.Vector)
        .Select(source => GateFileNames.FolderOfLabels(source.Part.Name))
        .OfType<string>()
        .ToDictionary(folder => folder, folder => Parts.Any(source => source.Part.Name == GateFileNames.Groups(folder)), StringComparer.Ordinal);

    /// <summary>A job that is not run.</summary>
    public static ComposedJob Refused(Check refusal) => new([], refusal);
}
