using System.Security.Cryptography;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Api;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Ingest;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Hub.Enrolment;

/// <summary>A device proves which TPM it has: the hub seals a secret to the endorsement key and to the attestation key's name, and only the TPM with both gives it back.</summary>
/// <param name="store">The database.</param>
/// <param name="policy">Makers, and the PCR that is expected.</param>
/// <param name="time">The hub's clock.</param>
/// <param name="changed">Told when there is something new to show.</param>
internal sealed class AttestationKeyEndpoints(IHubStore store, TpmPolicy policy, TimeProvider time, Action changed)
{
    private const int MostCertificates = 4;
    private const int SecretBytes = CredentialSealer.MostSecretBytes;

    // A TPM takes seconds at most; a device that asks again gets a new one.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(HubRoutes.AttestationKeys, AskAsync).ForOperatorsAndDevices();
        routes.MapPost(HubRoutes.AttestationKeys + "/{id}", AnswerAsync).ForOperatorsAndDevices();
    }

    private async Task<IResult> AskAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.DeviceOf() is not { } device)
        {
            return ApiResult.Error(EnrolmentReasons.NotAuthorised, "this is for devices");
        }

        if (!RequestBody.TryRead(await RequestBody.ReadAsync(context.Request, cancellationToken), HubJson.Default.AttestationKeyRequest, out AttestationKeyRequest? request)
            || request.EndorsementCertificates.Count > MostCertificates || request.EndorsementCertificates.Any(certificate => certificate is null))
        {
            return ApiResult.Error(HubReasons.RequestMalformed, $"the body does not name an endorsement key, at most {MostCertificates} certificates and an attestation key");
        }

        return Ask(device, request);
    }

    private IResult Ask(Device device, AttestationKeyRequest request)
    {
        DateTimeOffset now = time.GetUtcNow();
        TpmKeys keys = TpmKeyVerifier.Verify(
            request.EndorsementKey, [.. request.EndorsementCertificates.Select(certificate => (ReadOnlyMemory<byte>)certificate)], request.AttestationKey, policy, VerificationTime.ByClock(now));
        using IHubTransaction database = store.Begin();
        if (keys.Verdict is not TrustVerdict.Trusted || keys is not { Endorsement: { } endorsement, Attestation: { } attestation })
        {
            return Refuse(database, device, keys.Verdict.Refusal ?? TpmReasons.KeyRefused, keys.Verdict.Cause?.Difference, now);
        }

        DeviceTpm asked = new(device.Ueid, endorsement.NameDigest, attestation.Encoded, EvidenceTiers.Word(EvidenceTier.Tpm), keys.MakerProven, now)
        {
            Certificates = [.. request.EndorsementCertificates.Select(certificate => (ReadOnlyMemory<byte>)certificate)],
        };
        if (TpmRules.Judge(asked, database.FindTpm(device.Ueid), database.FindTpm(asked.Endorsement)) is { } refusal)
        {
            return Refuse(database, device, refusal.Reason, refusal.Detail, now);
        }

        byte[] secret = RandomNumberGenerator.GetBytes(SecretBytes);
        using ECDiffieHellman ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        if (CredentialSealer.Seal(endorsement, attestation.Name, secret, ephemeral, RandomNumberGenerator.GetBytes(CredentialSealer.EntropyBytes)) is not { } credential)
        {
            return Refuse(database, device, TpmReasons.EndorsementRefused, "a point that is not on the curve", now);
        }

        TpmChallenge challenge = new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), asked, Sha256Digest.Of(secret), now + Lifetime);
        database.PutTpmChallenge(challenge);
        database.Commit();
        AttestationKeyChallenge reply = new(challenge.Id, credential.IdObject, credential.EncryptedSecret, Timestamp.Of(challenge.Expires));
        return Results.Json(reply, HubJson.Default.AttestationKeyChallenge, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> AnswerAsync(HttpContext context, string id, CancellationToken cancellationToken)
    {
        if (context.DeviceOf() is not { } device)
        {
            return ApiResult.Error(EnrolmentReasons.NotAuthorised, "this is for devices");
        }

        return RequestBody.TryRead(await RequestBody.ReadAsync(context.Request, cancellationToken), HubJson.Default.AttestationKeyProof, out AttestationKeyProof? proof)
            ? Answer(device, id, proof)
            : ApiResult.Error(HubReasons.RequestMalformed, "the body has no secret");
    }

    private IResult Answer(Device device, string id, AttestationKeyProof proof)
    {
        DateTimeOffset now = time.GetUtcNow();
        using IHubTransaction database = store.Begin();
        TpmChallenge? challenge = database.FindTpmChallenge(id);
        if (challenge is null || challenge.Keys.Ueid != device.Ueid || challenge.Expires < now || challenge.Secret != Sha256Digest.Of(proof.Secret))
        {
            string why = challenge is null || challenge.Keys.Ueid != device.Ueid ? "no such challenge for this device" : challenge.Expires < now ? "the challenge has expired" : "another secret";
            return Refuse(database, device, TpmReasons.ChallengeFailed, why, now);
        }

        DeviceTpm? own = database.FindTpm(device.Ueid);
        // Judged again: another device may have been bound meanwhile.
        if (TpmRules.Judge(challenge.Keys, own, database.FindTpm(challenge.Keys.Endorsement)) is { } refusal)
        {
            return Refuse(database, device, refusal.Reason, refusal.Detail, now);
        }

        DeviceTpm bound = TpmRules.Bind(challenge.Keys, own, now);
        database.PutTpm(bound);
        if (own is null || !own.AttestationKey.Span.SequenceEqual(bound.AttestationKey.Span))
        {
            database.AddChange(new Change(now, device.Ueid, null, $"proved its TPM, {(bound.MakerProven ? "of a known maker" : "of no known maker")}; its evidence owes a quote from now on", null, "notice"));
        }

        database.Commit();
        changed();
        AttestationKeyReply reply = new(device.Ueid, $"{Sha256Digest.Of(bound.AttestationKey.Span)}", bound.Tier, policy.AgentPcr);
        return Results.Json(reply, HubJson.Default.AttestationKeyReply);
    }

    private IResult Refuse(IHubTransaction database, Device device, Reason reason, string? detail, DateTimeOffset now)
    {
        database.Write(FindingRules.Notice(device.Ueid, null, reason, detail, database.Open(device.Ueid), now));
        database.Commit();
        changed();
        return ApiResult.Error(reason, reason.Title, detail);
    }
}
