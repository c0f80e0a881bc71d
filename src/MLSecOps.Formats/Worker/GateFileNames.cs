using MLSecOps.Core.Sanity;

namespace MLSecOps.Formats.Worker;

/// <summary>Names of a gate's files, below its folder. Inputs are named as those of a vector.</summary>
public static class GateFileNames
{
    private const string LabelsName = "/labels.pb";
    private const string GroupsName = "/groups.pb";

    /// <summary>Where a gate's right answers are.</summary>
    public static string Labels(string folder) => folder + LabelsName;

    /// <summary>Where a gate's groups are.</summary>
    public static string Groups(string folder) => folder + GroupsName;

    /// <summary>The folder of a gate, if this is the name of its labels; else null.</summary>
    public static string? FolderOfLabels(string name) => name.EndsWith(LabelsName, StringComparison.Ordinal) ? name[..^LabelsName.Length] : null;

    /// <summary>The folder of a gate, if this is the name of its groups; else null.</summary>
    public static string? FolderOfGroups(string name) => name.EndsWith(GroupsName, StringComparison.Ordinal) ? name[..^GroupsName.Length] : null;

    /// <summary>Whether a file is one that a gate reads.</summary>
    public static bool Reads(LabelledGate gate, string name) =>
        FolderOfLabels(name) == gate.Folder
        || (gate.Fairness is not null && FolderOfGroups(name) == gate.Folder)
        || (VectorFileName.Parse(name) is { IsInput: true } input && input.Folder == gate.Folder);
}
