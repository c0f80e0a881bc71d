using MLSecOps.Formats.Inspection;
using MLSecOps.Linux.Files;

namespace MLSecOps.Sandbox.Inspection;

/// <summary>A model to look at.</summary>
/// <param name="Source">The open file that holds it: itself, or a package. The worker reads it by itself; it stays the caller's.</param>
/// <param name="File">Where in it the model lies, and how it is called.</param>
public sealed record InspectionTarget(FileByteSource Source, InspectedFile File)
{
    /// <summary>A file that is a model from its first byte to its last.</summary>
    /// <param name="source">The open file.</param>
    /// <param name="path">Its path in the package, or its name.</param>
    public static InspectionTarget Whole(FileByteSource source, string path)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new InspectionTarget(source, new InspectedFile(path, 0, source.Length));
    }
}
