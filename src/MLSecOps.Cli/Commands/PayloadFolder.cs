using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Packages;

namespace MLSecOps.Cli.Commands;

/// <summary>A folder that is to become a package: its files, and what each is for, told from its path.</summary>
internal static class PayloadFolder
{
    /// <summary>All files, by path in ordinal order.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="format">Decides which file is the model.</param>
    /// <param name="externalData">Files that hold weights of the model, whatever their names tell.</param>
    /// <exception cref="CommandFailure">Something in it cannot be packed, it has no model, or several, or a file with weights is not in it.</exception>
    public static IReadOnlyList<(string Path, FileRole Role)> Read(string folder, ModelFormat format, IReadOnlyList<string> externalData)
    {
        List<string> paths = [];
        try
        {
            Collect(new DirectoryInfo(folder), string.Empty, paths);
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(CommandReasons.FileUnreadable, $"{folder} cannot be read", Directory.Exists(folder) ? "this user may not list it" : "there is no such folder");
        }

        paths.Sort(StringComparer.Ordinal);
        string model = ModelOf(folder, paths, format);
        return externalData.FirstOrDefault(named => named == model || !paths.Contains(named)) is { } odd
            ? throw Unfit($"{odd} cannot be external data", odd == model ? "it is the model itself" : $"{folder} has no such file")
            : [.. paths.Select(path => (path, path == model ? FileRole.Model : externalData.Contains(path) ? FileRole.ExternalData : RoleOf(path)))];
    }

    /// <summary>What a file that is not the model is for.</summary>
    public static FileRole RoleOf(string path) => path switch
    {
        "baseline.cbor" => FileRole.Baseline,
        "inspection.json" => FileRole.Inspection,
        _ when path.StartsWith("sanity/", StringComparison.Ordinal) => FileRole.Sanity,
        _ when path.EndsWith(".cdx.json", StringComparison.Ordinal) => FileRole.Mlbom,
        _ when path.EndsWith(".onnx.data", StringComparison.Ordinal) || path.EndsWith(".onnx_data", StringComparison.Ordinal) => FileRole.ExternalData,
        _ => FileRole.Data,
    };

    private static void Collect(DirectoryInfo folder, string prefix, List<string> paths)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos())
        {
            string path = prefix + entry.Name;
            if (entry.LinkTarget is not null)
            {
                throw Unfit($"{path} is a symbolic link");
            }

            if (entry.Name.StartsWith('.'))
            {
                throw Unfit($"{path} is a hidden file");
            }

            if (entry is DirectoryInfo below)
            {
                Collect(below, path + "/", paths);
            }
            else if (PackagePath.IsValid(path))
            {
                paths.Add(path);
            }
            else
            {
                throw Unfit($"{path} cannot be a path in a package", "paths are plain ASCII, at most 100 bytes, and neither index/ nor manifest.*");
            }
        }
    }

    private static string ModelOf(string folder, List<string> paths, ModelFormat format)
    {
        string[] candidates = format == ModelFormat.Onnx
            ? [.. paths.Where(path => !path.Contains('/') && path.EndsWith(".onnx", StringComparison.Ordinal))]
            : [.. paths.Where(path => path.StartsWith("model.", StringComparison.Ordinal))];
        string expected = format == ModelFormat.Onnx ? "model.onnx, or one file *.onnx" : "one file model.*";
        return candidates switch
        {
            [string one] => one,
            _ when format == ModelFormat.Onnx && candidates.Contains("model.onnx", StringComparer.Ordinal) => "model.onnx",
            [] => throw Unfit($"{folder} has no model", $"a package of this format has {expected} at its top"),
            _ => throw Unfit($"{folder} has several models: {string.Join(", ", candidates)}", $"a package of this format has {expected} at its top"),
        };
    }

    private static CommandFailure Unfit(string what, string? why = null) => new(CommandReasons.ContentUnfit, what, why);
}
