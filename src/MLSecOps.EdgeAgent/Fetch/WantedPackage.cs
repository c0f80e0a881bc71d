using MLSecOps.Core.Digests;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.Formats.Directives;

namespace MLSecOps.EdgeAgent.Fetch;

/// <summary>A package that the directive in force asks for.</summary>
/// <param name="release">Which, how long, and from where.</param>
/// <param name="directive">SHA-256 of the directive's document: what was refused is looked at again under another one.</param>
/// <param name="retries">The pauses between attempts.</param>
internal sealed class WantedPackage(DesiredRelease release, Sha256Digest directive, BackOff retries) : IDisposable
{
    private readonly CancellationTokenSource _unwanted = new();
    private int _waiting;

    public DesiredRelease Release => release;

    public Sha256Digest Directive => directive;

    public BackOff Retries => retries;

    /// <summary>Cancelled when a later directive no longer asks for it.</summary>
    public CancellationToken Unwanted => _unwanted.Token;

    /// <summary>Sources that served something else; not asked again under this directive.</summary>
    public HashSet<string> WrongSources { get; } = new(StringComparer.Ordinal);

    /// <summary>Identifies the offer: see <see cref="Core.Update.Offer"/>.</summary>
    public string Key(string policyKey) => $"directive {directive.Hex} {release.Id.Manifest.Hex} {policyKey}";

    /// <summary>Begins to wait for the next attempt; false when somebody waits already.</summary>
    public bool TryWait() => Interlocked.Exchange(ref _waiting, 1) == 0;

    public void EndWait() => Volatile.Write(ref _waiting, 0);

    public void GiveUp() => _unwanted.Cancel();

    public void Dispose() => _unwanted.Dispose();
}
