using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Formats;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Documents;

/// <summary>Takes in what an administrator, an image or a stick brings to the folder <c>trust.d</c>: signed documents (NAME.json with NAME.p7s) and revocation lists (NAME.crl).</summary>
/// <remarks>Trust updates are taken in the order of their versions, so that a device which missed some gets all of them at once. Files stay; what was refused is told once, until the file or the trust in force is another one.</remarks>
/// <param name="folder">Where it is now; may be missing.</param>
/// <param name="keeper">Judges and keeps.</param>
/// <param name="ueid">This device; null before it is enrolled.</param>
/// <param name="log">Tells people.</param>
internal sealed class TrustFolder(Func<string> folder, TrustKeeper keeper, Func<Ueid?> ueid, AgentLog log)
{
    private const int MaxFiles = 256;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Looks at every file.</summary>
    public void Scan()
    {
        lock (_gate)
        {
            try
            {
                ScanFiles();
            }
            catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
            {
                log.Failure(StoreReasons.StoreFailed, null, $"{folder()}: {outside.Message}");
            }
        }
    }

    private void ScanFiles()
    {
        if (!Directory.Exists(folder()))
        {
            return;
        }

        string[] files = [.. Directory.EnumerateFiles(folder()).Order(StringComparer.Ordinal).Take(MaxFiles)];
        List<(string File, SignedParts Parts)> documents = [];
        List<(string File, ReadOnlyMemory<byte> List)> lists = [];
        foreach (string file in files)
        {
            switch (Path.GetExtension(file))
            {
                case ".json" when Read(file, Limits.DocumentBytes) is { } document && Read(Path.ChangeExtension(file, ".p7s"), Limits.CmsBytes) is { } cms:
                    documents.Add((file, new SignedParts(document, cms)));
                    break;
                case ".p7s" when files.Contains(Path.ChangeExtension(file, ".json")):
                    break;
                case ".crl" when Read(file, Limits.CrlBytes) is { } list:
                    lists.Add((file, list));
                    break;
                default:
                    Tell(file, [], new Refusal(DocumentReasons.FileUnknown, "neither a document with its signature nor a revocation list, or too large"));
                    break;
            }
        }

        // The trust that the others are judged under comes first, and of bulletins the newest: an older one would only be refused.
        foreach ((string file, SignedParts parts) in documents.Where(each => VersionOf(each.Parts) is { } version && version > keeper.State.TrustVersion).OrderBy(each => VersionOf(each.Parts)))
        {
            Tell(file, parts.Document.Span, keeper.Receive(parts, ueid()));
        }

        foreach (Refusal refused in keeper.ReceiveLists([.. lists.Select(each => each.List).Take(Limits.Crls)]))
        {
            Tell(folder(), [], refused);
        }

        foreach ((string file, SignedParts parts) in documents.Where(each => VersionOf(each.Parts) is null && IsNews(each.Parts)))
        {
            Tell(file, parts.Document.Span, keeper.Receive(parts, ueid()));
        }
    }

    // Claimed, and used for order only.
    private static long? VersionOf(SignedParts parts) => DocumentSchema.Peek(parts.Document.Span) == TrustUpdate.Schema
        ? TrustUpdateParser.Parse(parts.Document.Span).Match(update => update.Version, _ => long.MaxValue)
        : null;

    // A bulletin that lies here since long before the one in force is no attack and no news.
    private bool IsNews(SignedParts parts) => DocumentSchema.Peek(parts.Document.Span) != Bulletin.Schema
        || keeper.State.Bulletin is not { Binding: true } inForce
        || BulletinParser.Parse(parts.Document.Span).Match(bulletin => bulletin.Version >= inForce.Bulletin.Version, _ => true);

    private void Tell(string file, ReadOnlySpan<byte> content, Refusal? refusal)
    {
        if (refusal is not null && _told.Add($"{file}\n{Sha256Digest.Of(content)}\n{refusal.Reason.Code}\n{keeper.State.TrustVersion}"))
        {
            log.Write(JournalEvents.DocumentRefused, null, refusal.Reason, $"{Path.GetFileName(file)}: {refusal.Detail}");
        }
    }

    private static byte[]? Read(string file, int most)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        using FileByteSource source = FileByteSource.Open(file);
        if (source.Length == 0 || source.Length > most)
        {
            return null;
        }

        byte[] content = new byte[source.Length];
        return source.Read(0, content) == content.Length ? content : null;
    }
}
