using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Fetch;
using MLSecOps.Formats.Tpm.Commands;
using MLSecOps.Linux.Tls;
using MLSecOps.Linux.Tpm;

namespace MLSecOps.EdgeAgent.Tpm;

/// <summary>Proves to the hub, over the device's own connection, that the attestation key is in the TPM with this endorsement key: the hub seals a secret to both, and only that TPM opens it (TPM 2.0 Library, Part 1, 24).</summary>
/// <param name="trust">Judges the hub.</param>
/// <param name="lane">At the TPM.</param>
internal sealed class AttestationEnrolment(HubTrust trust, TpmLane lane)
{
    private const int MaxAnswerBytes = 16 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Makes one attempt.</summary>
    /// <returns>What the hub expects from now on, and the key's name; or why there is none.</returns>
    /// <exception cref="TpmDeviceException">The TPM failed.</exception>
    /// <exception cref="OperationCanceledException">Asked for.</exception>
    public async Task<(AttestationKeyReply? Reply, ReadOnlyMemory<byte> Name, Reason? Reason, string Detail)> EnrolAsync(Uri hub, EnrolledIdentity identity, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        EndorsementKey? endorsement = null;
        ReadOnlyMemory<byte> name = default;
        byte[] request = await lane.RunAsync(session =>
        {
            NamedPublic attestation = session.AttestationKey.Key;
            name = attestation.Name;
            endorsement = EndorsementKey.Find(session);
            return session.WithKey(TpmHandles.Endorsement, endorsement.Template, key => JsonSerializer.SerializeToUtf8Bytes(
                new AttestationKeyRequest(
                    key.Key.Public.ToArray(), endorsement.CertificatesOf(key.Key.Public), attestation.Public.ToArray()),
                HubAnswerJson.Default.AttestationKeyRequest));
        });
        try
        {
            (AttestationKeyChallenge? challenge, Reason? reason, string detail) =
                await PostAsync(new Uri(hub, HubRoutes.AttestationKeys), identity, request, HubAnswerJson.Default.AttestationKeyChallenge, late.Token);
            if (challenge is null)
            {
                return (null, name, reason, detail);
            }

            if (challenge.Id.Length != 32 || !challenge.Id.All(char.IsAsciiHexDigit) || Inner(challenge.Credential) is not { } credential || Inner(challenge.EncryptedSecret) is not { } secret)
            {
                return (null, name, TpmDeviceReasons.EnrolmentRefused, "the hub's challenge is none");
            }

            ReadOnlyMemory<byte> opened = await lane.RunAsync(session => endorsement!.Activate(session, credential, secret));
            byte[] proof = JsonSerializer.SerializeToUtf8Bytes(new AttestationKeyProof(opened.ToArray()), HubAnswerJson.Default.AttestationKeyProof);
            (AttestationKeyReply? reply, reason, detail) =
                await PostAsync(new Uri(hub, HubRoutes.AttestationKeyOf(challenge.Id)), identity, proof, HubAnswerJson.Default.AttestationKeyReply, late.Token);
            return (reply, name, reason, detail);
        }
        catch (Exception outside) when (outside is TlsConnectException or HttpFaultException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (null, name, EnrolmentReasons.HubUnreachable, outside.Message);
        }
    }

    private async Task<(T? Answer, Reason? Reason, string Detail)> PostAsync<T>(Uri address, EnrolledIdentity identity, byte[] body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        JudgedHttp http = new(trust, null, identity.Tls);
        await using HttpResponse answer = await http.SendAsync("POST", address, [("Content-Type", "application/json")], body, cancellationToken);
        byte[] content = await answer.ReadAllAsync(MaxAnswerBytes, cancellationToken);
        if (answer.Status is >= 200 and < 300 && HubAnswerJson.Read(content, type) is { } read)
        {
            return (read, null, string.Empty);
        }

        HubError? refusal = HubAnswerJson.ReadRefusal(content);
        Reason? known = refusal is null ? null : ReasonCatalogue.Find(refusal.Reason);
        return (null, TpmDeviceReasons.EnrolmentRefused, $"status {answer.Status}{(known is null ? string.Empty : $", {known.Code}: {known.Title}")}");
    }

    // A TPM2B, whose length is that of what follows; the command writes its own.
    private static ReadOnlyMemory<byte>? Inner(byte[] sized) =>
        sized.Length is > 2 and <= 1024 && BinaryPrimitives.ReadUInt16BigEndian(sized) == sized.Length - 2 ? sized.AsMemory(2) : null;
}
