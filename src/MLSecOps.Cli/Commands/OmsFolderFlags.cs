using System.CommandLine;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;

namespace MLSecOps.Cli.Commands;

/// <summary>The flags that say what of a folder an OMS bundle is about, for signing and for verifying.</summary>
internal sealed class OmsFolderFlags
{
    private readonly Option<string> _signature = new("--signature") { Description = "the OMS bundle (model.sig) about the folder or file PATH", HelpName = "FILE" };
    private readonly Option<string[]> _ignored = new("--ignore-paths")
    {
        Description = "path below PATH, with all below it, that need not be signed; may be given several times",
        HelpName = "PATH",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<bool> _links = new("--allow-symlinks") { Description = "follow symbolic links to files inside PATH, if signer and verifier both allow it, instead of refusing them" };

    public void AddTo(Command command)
    {
        command.Add(_signature);
        command.Add(_ignored);
        command.Add(_links);
    }

    /// <summary>True when the line names an OMS bundle.</summary>
    /// <exception cref="CommandFailure">It has flags that only mean something beside one.</exception>
    public bool Named(Invocation invocation)
    {
        bool others = invocation.Texts(_ignored).Length > 0 || invocation.Line.GetValue(_links);
        return Signature(invocation) is not null || (others ? throw invocation.Usage("--ignore-paths and --allow-symlinks need --signature") : false);
    }

    /// <summary>The bundle's path; null when none is named.</summary>
    public string? Signature(Invocation invocation) => invocation.Text(_signature);

    /// <summary>Lists the folder or file, without the bundle where that lies inside.</summary>
    /// <param name="invocation">The line.</param>
    /// <param name="path">The folder or file.</param>
    public OmsTree Open(Invocation invocation, string path) => OmsTree.Open(path, Signature(invocation)!, invocation.Line.GetValue(_links));

    /// <summary>The ignored paths, relative to <paramref name="path"/>.</summary>
    public IReadOnlyList<string> Ignored(Invocation invocation, string path)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return [.. invocation.Texts(_ignored).Select(ignored => Below(root, ignored))];
    }

    // As seen from here, or else from the root.
    private static string Below(string root, string ignored)
    {
        string here = Path.GetFullPath(ignored);
        return Path.GetRelativePath(root, here.StartsWith(root + '/', StringComparison.Ordinal) ? here : Path.GetFullPath(ignored, root));
    }
}
