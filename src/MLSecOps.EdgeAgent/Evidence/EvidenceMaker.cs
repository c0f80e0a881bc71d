using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.EdgeAgent.Evidence;

/// <summary>Makes evidence: puts together what the agent knows of itself, and signs it with the device's key (design §10).</summary>
/// <param name="identity">As whom.</param>
/// <param name="boot">Which start of the system this is.</param>
/// <param name="state">What the agent knows now.</param>
/// <param name="time">The device's clock.</param>
internal sealed class EvidenceMaker(EvidenceIdentity identity, BootCounter boot, Func<EvidenceState> state, TimeProvider time)
{
    /// <summary>SHA-256 of the connection key's SubjectPublicKeyInfo.</summary>
    public Sha256Digest TlsKey => identity.TlsKey;

    /// <summary>DER of the connection key's certificate and those above it, without the root.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates => identity.Certificates;

    /// <summary>The claims that <see cref="Make"/> signs, as bytes, for another key to sign.</summary>
    public Parsed<ReadOnlyMemory<byte>> Write(ReadOnlyMemory<byte> nonce, ChainHead head, ChallengeResponses? responses = null) =>
        EvidenceWriter.Write(Claims(nonce, head, responses));

    /// <summary>Makes signed evidence.</summary>
    /// <param name="nonce">The hub's nonce.</param>
    /// <param name="head">The chain's head, which the evidence commits to.</param>
    /// <param name="responses">What the worker answered to the challenge of this nonce; null when it was not asked.</param>
    /// <returns>Tagged COSE_Sign1; or the claim that is out of its range, which is a bug of whoever made the state.</returns>
    public Parsed<ReadOnlyMemory<byte>> Make(ReadOnlyMemory<byte> nonce, ChainHead head, ChallengeResponses? responses = null) =>
        EvidenceSigner.Sign(Claims(nonce, head, responses), identity.Key, identity.Certificates);

    /// <summary>The claims that <see cref="Make"/> signs.</summary>
    public EvidenceClaims Claims(ReadOnlyMemory<byte> nonce, ChainHead head, ChallengeResponses? responses = null)
    {
        EvidenceState now = state();
        List<SlotState> held = [.. now.Slots.Where(slot => slot.Current is not null).OrderBy(slot => slot.Model, StringComparer.Ordinal)];
        return new EvidenceClaims(
            nonce,
            identity.Ueid,
            ModelEvidence.Whole(time.GetUtcNow()),
            boot.Count,
            boot.Seed,
            AgentVersion.Text,
            now.Settings.Update.Enforce ? EvidenceMode.Enforce : EvidenceMode.Observe,
            head,
            ExecutableDigest.OfAgent,
            now.Engine.Key.Length == 0 ? null : Cut(now.Engine.Key),
            now.Settings.Digest,
            identity.TlsKey,
            CoverageGaps.Of(now, held.Count),
            now.Settings.Agent.InsecureOptions,
            [
                .. held.Take(EvidenceLimits.Models).Select(slot => ModelEvidence.Of(slot, now.Measured(slot.Model), now.Engine.Key, now.Behaviour(slot.Model, slot.Current!.Id), responses?.Of(slot)) with
                {
                    HandedOut = [.. now.HandedOut(slot.Model).Take(Math.Max(1, EvidenceLimits.AllHandedOut / held.Count))],
                }),
            ]);
    }

    /// <summary>Changes exactly when evidence would say something else than before, apart from nonce, times and chain: whoever compares it knows when new evidence is due.</summary>
    public Sha256Digest StateKey()
    {
        EvidenceClaims claims = Claims(ReadOnlyMemory<byte>.Empty, Nowhere);
        StringBuilder text = new();
        text.AppendJoin('\n', claims.Mode, claims.Engine, claims.Configuration, string.Join(' ', claims.InsecureOptions), string.Join(' ', claims.Coverage));
        foreach (ModelClaims model in claims.Models)
        {
            text.AppendJoin(' ', "\n", model.Model, model.Id, model.State, model.Floor, model.Disk?.Model.Hex, string.Join(' ', model.Signers));
            foreach (MeasurementResult result in model.Results)
            {
                text.AppendJoin(' ', "\n", result.System, string.Join(' ', result.Results));
            }

            // Who opens and closes the current release every minute is no news; who still has another one is.
            foreach (HandedOut row in model.HandedOut)
            {
                text.AppendJoin(' ', "\n", row.Model.Hex, row.Manifest.Hex, row.Executable?.Hex, row.Unit, row.Open > 0 && row.Manifest != model.Id.Manifest);
            }
        }

        return Sha256Digest.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static ChainHead Nowhere { get; } = new(new ChainEpoch([.. Enumerable.Repeat((byte)1, ChainEpoch.Size)]), 1, ChainLink.Origin);

    private static string Cut(string engine) => engine.Length <= EvidenceLimits.EngineLength ? engine : engine[..EvidenceLimits.EngineLength];
}
