using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Packages;
using MLSecOps.Linux.Files;
using MLSecOps.Sandbox.Inference;

namespace MLSecOps.Cli.Files;

/// <summary>The external data of a model that lies in a folder and not in a package: what the user names, and what exporters write beside a model under its own name. The command line does not read the model to find more.</summary>
internal sealed class ExternalDataFiles : IDisposable
{
    private static readonly string[] Suffixes = [".data", "_data"];
    private readonly List<FileByteSource> _open = [];

    private ExternalDataFiles()
    {
    }

    /// <summary>The files, under the names by which the model finds them.</summary>
    public IReadOnlyList<ExternalFile> Files { get; private set; } = [];

    /// <summary>Opens them.</summary>
    /// <param name="model">The model's path.</param>
    /// <param name="named">Paths as the model states them: relative to its folder.</param>
    /// <exception cref="CommandFailure">A name leads out of the folder, or a file cannot be read.</exception>
    public static ExternalDataFiles Open(string model, IReadOnlyList<string> named)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(model))!;
        IEnumerable<string> beside = Suffixes.Select(suffix => Path.GetFileName(model) + suffix).Where(name => PackagePath.IsValid(name) && File.Exists(Path.Combine(folder, name)));
        ExternalDataFiles files = new();
        try
        {
            files.Files = [.. named.Select(Valid).Concat(beside).Distinct(StringComparer.Ordinal).Select(name => new ExternalFile(name, files.Add(Path.Combine(folder, name))))];
            return files;
        }
        catch (CommandFailure)
        {
            files.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _open.ForEach(source => source.Dispose());

    /// <summary>A name that a file can have in a package, and so in a signed model.</summary>
    /// <exception cref="CommandFailure">It is none.</exception>
    public static string Valid(string name) => PackagePath.IsValid(name)
        ? name
        : throw new CommandFailure(
            CommandReasons.ContentUnfit, $"{name} cannot be external data", "it is named as the model names it: relative to the model's folder, plain ASCII, at most 100 bytes, without a step upwards");

    private FileByteSource Add(string path)
    {
        FileByteSource source = InputFile.Open(path);
        _open.Add(source);
        return source;
    }
}
