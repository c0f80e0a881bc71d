using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Linux.Files;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec trust bulletin</c>: the publisher's word on releases that are out: recalls, least releases, least revocation lists.</summary>
internal sealed class TrustBulletinCommand : Verb
{
    private readonly Option<string> _previous = DocumentWork.Previous();
    private readonly Option<string[]> _recall = Several("--recall", "package whose release must not run any more; may be given several times", "PACKAGE");
    private readonly Option<string> _why = new("--why") { Description = "why it is recalled, for people: at most 200 printable ASCII characters", HelpName = "TEXT" };
    private readonly Option<string> _fallback = new("--fallback") { Description = "package of the release to go back to, where it is the confirmed one (default: stop)", HelpName = "PACKAGE" };
    private readonly Option<string[]> _least = Several("--least", "lowest release of a model that may still be used; may be given several times", "MODEL=N");
    private readonly Option<string[]> _leastCrl = Several("--least-crl", "lowest CRL number of an authority, named by its certificate; may be given several times", "FILE=N");
    private readonly DocumentWork _work = new(30);

    public TrustBulletinCommand()
        : base("bulletin", "recall releases, and state the least ones that count; takes over what the bulletin before says", Schemas.TrustBulletin)
    {
        Add(_previous);
        Add(_recall);
        Add(_why);
        Add(_fallback);
        Add(_least);
        Add(_leastCrl);
        _work.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec trust bulletin --recall spotter-1.4.2.mlpkg --why deaf-in-rain --cert publisher.pem --key publisher.key -o bulletin-1.json",
        "mlsec trust bulletin --previous bulletin-1.json --least keyword-spotter=18 --cert publisher.pem --key publisher.key -o bulletin-2.json",
    ];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        Bulletin? previous = invocation.Text(_previous) is { } path ? DocumentView.Read(path, BulletinParser.Parse(DocumentFile.Read(path))) : null;
        (DateTimeOffset issued, DateTimeOffset expires) = _work.Validity(invocation);
        List<Recall> recalls = Recalls(invocation);
        List<LeastRelease> least = [.. DocumentWork.Numbers(invocation, _least, Limits.Release, 1).Select(each => new LeastRelease(each.Name, each.Number))];
        List<LeastCrlNumber> leastCrl = [.. DocumentWork.Numbers(invocation, _leastCrl, Limits.Release, 0).Select(each => new LeastCrlNumber(Authority(each.Name), each.Number))];
        Bulletin bulletin = new(
            (previous?.Version ?? 0) + 1,
            issued,
            expires,
            [.. (previous?.Recalls ?? []).Where(old => recalls.All(recall => recall.Id.Manifest != old.Id.Manifest)), .. recalls],
            [.. (previous?.LeastReleases ?? []).Where(old => least.All(each => each.Model != old.Model)), .. least],
            [.. (previous?.LeastCrlNumbers ?? []).Where(old => leastCrl.All(each => each.Authority != old.Authority)), .. leastCrl]);
        return Task.FromResult(_work.Write(
            invocation, Schema, BulletinWriter.Write(bulletin), output => $"mlsec rollout recall {output}, or bring it and {DocumentFile.SignatureOf(output)} to each device (trust.d)"));
    }

    private List<Recall> Recalls(Invocation invocation)
    {
        string? why = invocation.Text(_why);
        string[] packages = invocation.Texts(_recall);
        string? fallback = invocation.Text(_fallback);
        if (packages.Length > 0 && why is null)
        {
            throw invocation.Usage("--recall needs --why", "whoever meets the refusal reads it");
        }

        if (packages.Length == 0 && (why is not null || fallback is not null))
        {
            throw invocation.Usage("--why and --fallback are for --recall");
        }

        (string Model, ReleaseId Id)? back = fallback is null ? null : Release(fallback);
        return [.. packages.Select(Release).Select(recalled => back is null || back.Value.Model == recalled.Model
            ? new Recall(recalled.Model, recalled.Id, why!, back?.Id)
            : throw invocation.Usage($"--fallback is a release of {back.Value.Model}, not of {recalled.Model}"))];
    }

    private static (string Model, ReleaseId Id) Release(string package)
    {
        using FileByteSource source = InputFile.Open(package);
        PackageHead head = PackageHead.Read(source, package);
        return (head.Manifest.Model, new ReleaseId(head.Manifest.Release, Sha256Digest.Of(head.Envelope.Manifest.Span)));
    }

    private static Sha256Digest Authority(string file)
    {
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(SmallFile.Read(file, out _)));
            return Sha256Digest.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo());
        }
        catch (CryptographicException)
        {
            throw new CommandFailure(CommandReasons.CertificateUnusable, $"{file} holds no PEM certificate that can be read");
        }
    }

    private static Option<string[]> Several(string name, string description, string help) => new(name)
    {
        Description = description,
        HelpName = help,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };
}
