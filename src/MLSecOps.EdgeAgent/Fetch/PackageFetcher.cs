using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.EdgeAgent.Update;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Fetch;

/// <summary>Brings what the directive asks for: offers it to its slot, downloads it when the slot asks for the bytes, and clears away what is no longer needed. Whether it is installed is for the slot and the verifier, as with any other package.</summary>
/// <param name="folder">Where parts are kept.</param>
/// <param name="trust">Judges servers.</param>
/// <param name="identity">The device's identity; null while it has none.</param>
/// <param name="slot">Finds or makes the slot of a model; null when there is no room for another one.</param>
/// <param name="settings">What the administrator decided, now.</param>
/// <param name="log">Tells people.</param>
/// <param name="timing">How patient.</param>
/// <param name="time">The clock of pauses.</param>
internal sealed class PackageFetcher(
    string folder,
    HubTrust trust,
    Func<EnrolledIdentity?> identity,
    Func<string, Slot?> slot,
    Func<AgentSettings> settings,
    AgentLog log,
    LineTiming timing,
    TimeProvider time) : IDisposable
{
    private const string Suffix = ".part";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly PackageDownload _download = new(timing, time);
    private IReadOnlyList<WantedPackage> _wanted = [];

    /// <summary>Makes the folder; of what an earlier run left there, only what is surely on the disk counts.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Prepare()
    {
        Directory.CreateDirectory(folder, Private);
        foreach (string part in Directory.EnumerateFiles(folder, "*" + Suffix))
        {
            PartFile.TrustOnlyFlushed(part);
        }
    }

    /// <summary>Puts a directive in force: what it asks for is fetched, what it no longer asks for is given up.</summary>
    /// <param name="directive">Accepted, and remembered durably.</param>
    /// <param name="document">SHA-256 of its bytes.</param>
    public void Desire(Directive directive, Sha256Digest document)
    {
        lock (_gate)
        {
            IReadOnlyList<WantedPackage> before = _wanted;
            _wanted = directive.Hold ? [] : [.. directive.Desired.Select(release => Keep(before, release, document) ?? Want(release, document))];
            foreach (WantedPackage gone in before.Except(_wanted))
            {
                gone.GiveUp();
            }
        }

        RemoveUnwanted();
        Look();
    }

    /// <summary>Offers what is wanted and not there yet. Called whenever something changed; does no harm when nothing did.</summary>
    public void Look()
    {
        foreach (WantedPackage wanted in _wanted)
        {
            if (slot(wanted.Release.Model) is not { } target)
            {
                log.Write(JournalEvents.PackageRefused, null, StoreReasons.TooManySlots, wanted.Release.Model);
                continue;
            }

            string key = wanted.Key(settings().Key);
            SlotState state = target.State;
            if (state.Candidate is { } candidate && candidate.Source == PathOf(wanted.Release))
            {
                continue;
            }

            if (state.Current?.Id == wanted.Release.Id || state.Confirmed?.Id == wanted.Release.Id || state.Refused.Any(refused => refused.Key == key))
            {
                Remove(PathOf(wanted.Release));
            }
            else if (state.Deferred.Contains(key))
            {
                if (state.LastFailure == HubReasons.FetchFailed && wanted.TryWait())
                {
                    _ = RetryAsync(wanted);
                }
            }
            else
            {
                target.Post(OfferOf(wanted));
            }
        }
    }

    /// <summary>Downloads an offer that is one of these; answers what stopped it, or null when its bytes are all there.</summary>
    /// <param name="model">The slot that asks.</param>
    /// <param name="offer">What it asks for; one from elsewhere has its bytes already.</param>
    /// <param name="cancellationToken">Ends the download; what arrived is kept.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public async Task<UpdateEvent?> BringAsync(string model, Offer offer, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(offer.Source) != folder)
        {
            return null;
        }

        if (_wanted.FirstOrDefault(each => each.Release.Model == model && PathOf(each.Release) == offer.Source) is not { } wanted)
        {
            return new UpdateEvent.AttemptFailed(HubReasons.DirectiveHold);
        }

        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, wanted.Unwanted, _stopping.Token);
        try
        {
            // One at a time: a device's line is narrow, and half of two packages is worth less than one.
            await _turn.WaitAsync(either.Token);
            try
            {
                return await BringAsync(wanted, either.Token);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new UpdateEvent.AttemptFailed(HubReasons.DirectiveHold);
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        foreach (WantedPackage wanted in _wanted)
        {
            wanted.Dispose();
        }

        _turn.Dispose();
        _stopping.Dispose();
    }

    private async Task<UpdateEvent?> BringAsync(WantedPackage wanted, CancellationToken cancellationToken)
    {
        DesiredRelease release = wanted.Release;
        if (identity() is not { } own)
        {
            log.Write(JournalEvents.FetchFailed, release.Model, null, "the device is not enrolled");
            return new UpdateEvent.AttemptFailed(HubReasons.FetchFailed);
        }

        using PartFile part = new(PathOf(release));
        long needed = release.SizeBytes - part.Length + (release.SizeBytes * (settings().Update.RestoreTampered ? 2 : 1)) + ReleaseFolders.ReserveBytes;
        if (FreeSpace.Of(folder).AvailableBytes < needed)
        {
            return new UpdateEvent.AttemptFailed(StoreReasons.NoSpace);
        }

        long had = part.Length;
        string detail = "no source is left";
        JudgedHttp http = new(trust, null, own.Tls);
        foreach (string source in release.Sources.Where(source => !wanted.WrongSources.Contains(source)).ToArray())
        {
            DownloadOutcome outcome = await BringAsync(http, new Uri(source), part, release, cancellationToken);
            switch (outcome)
            {
                case DownloadOutcome.Complete:
                    part.Flush();
                    log.Write(JournalEvents.PackageFetched, release.Model, null, $"release {release.Id.Release}, {release.SizeBytes} bytes from {source}");
                    return null;
                case DownloadOutcome.Wrong wrong:
                    wanted.WrongSources.Add(source);
                    detail = $"{source}: {wrong.Detail}";
                    break;
                case DownloadOutcome.Failed failed:
                    detail = $"{source}: {failed.Detail}";
                    break;
            }

            log.Write(JournalEvents.FetchFailed, release.Model, null, detail);
        }

        if (part.Length > had)
        {
            wanted.Retries.Reset();
        }

        return release.Sources.All(wanted.WrongSources.Contains)
            ? new UpdateEvent.PackageRefused(HubReasons.PackageNotDesired)
            : new UpdateEvent.AttemptFailed(HubReasons.FetchFailed);
    }

    // What was there before may be of another source: only a package that came whole from one can be held against it.
    private async Task<DownloadOutcome> BringAsync(JudgedHttp http, Uri source, PartFile part, DesiredRelease release, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (part.Length > release.SizeBytes)
            {
                part.Cut(0);
            }

            bool mixed = part.Length > 0;
            DownloadOutcome outcome = part.Length == release.SizeBytes
                ? new DownloadOutcome.Complete()
                : await _download.RunAsync(http, source, part, release.SizeBytes, cancellationToken);
            if (outcome is not DownloadOutcome.Complete || FindDifference(release) is not { } difference)
            {
                return outcome;
            }

            part.Cut(0);
            if (!mixed)
            {
                return new DownloadOutcome.Wrong(difference);
            }
        }
    }

    private string? FindDifference(DesiredRelease release)
    {
        using FileByteSource source = FileByteSource.Open(PathOf(release));
        if (!PackageReader.ReadEnvelope(source).TryGet(out PackageEnvelope? envelope, out FormatFault? fault))
        {
            return $"{fault.Reason.Title}, at byte {fault.Offset}";
        }

        Sha256Digest found = Sha256Digest.Of(envelope.Manifest.Span);
        if (found != release.Id.Manifest)
        {
            return $"expected manifest {release.Id.Manifest}, found {found}";
        }

        // The director names the slot; the publisher said which model it is.
        return !ManifestParser.Parse(envelope.Manifest.Span).TryGet(out ModelManifest? manifest, out fault) ? $"{fault.Reason.Title}, at byte {fault.Offset}"
            : manifest.Model != release.Model || manifest.Release != release.Id.Release ? $"expected {release.Model} release {release.Id.Release}, found {manifest.Model} release {manifest.Release}"
            : null;
    }

    // Begun only when the slot has heard of the failure: earlier it would take the retry for an old one.
    private async Task RetryAsync(WantedPackage wanted)
    {
        CancellationToken stopping = _stopping.Token;
        await Task.Delay(wanted.Retries.Next(), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        wanted.EndWait();
        if (!stopping.IsCancellationRequested && _wanted.Contains(wanted) && slot(wanted.Release.Model) is { } target)
        {
            target.Post(new UpdateEvent.RetryDue());
            target.Post(OfferOf(wanted));
        }
    }

    private UpdateEvent.Offered OfferOf(WantedPackage wanted) => new(new Offer(wanted.Key(settings().Key), wanted.Release.Id, PathOf(wanted.Release)));

    // A download that runs goes on under a directive that asks for the same.
    private WantedPackage? Keep(IReadOnlyList<WantedPackage> before, DesiredRelease release, Sha256Digest document)
    {
        WantedPackage? same = before.FirstOrDefault(each =>
            each.Release.Model == release.Model && each.Release.Id == release.Id && each.Release.SizeBytes == release.SizeBytes && each.Release.Sources.SequenceEqual(release.Sources));
        bool running = same is not null && slot(release.Model)?.State.Candidate?.Source == PathOf(release);
        return same is not null && (running || same.Directive == document) ? same : null;
    }

    private WantedPackage Want(DesiredRelease release, Sha256Digest document) =>
        new(release, document, new BackOff(timing.FirstFetchRetry, timing.LongestFetchRetry, Random.Shared.NextDouble));

    private void RemoveUnwanted()
    {
        HashSet<string> kept = [.. _wanted.Select(each => PathOf(each.Release))];
        foreach (string part in Directory.EnumerateFiles(folder, "*" + Suffix).Where(part => !kept.Contains(part)))
        {
            Remove(part);
        }
    }

    private void Remove(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            log.Failure(StoreReasons.StoreFailed, null, outside.Message);
        }
    }

    private string PathOf(DesiredRelease release) => Path.Combine(folder, release.Id.Manifest.Hex + Suffix);
}
