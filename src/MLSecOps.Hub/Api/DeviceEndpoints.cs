using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Attest;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Domain.Views;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Hub.Api;

/// <summary>Devices: what is known of them, a question to one of them, and its evidence to take away.</summary>
internal sealed class DeviceEndpoints(IHubStore store, HubPicture picture, Challenger challenger, TpmPolicy quotes, TimeProvider time, Func<OpenChallenge, Task> ask)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(HubRoutes.Devices, () => Results.Json(picture.Devices(time.GetUtcNow()), HubJson.Default.HubDevices)).ForOperators();
        routes.MapGet(HubRoutes.Devices + "/{ueid}", Show).ForOperators();
        routes.MapPost(HubRoutes.Devices + "/{ueid}/challenge", ChallengeAsync).ForOperators();
        routes.MapGet(HubRoutes.Devices + "/{ueid}/evidence", Evidence).ForOperators();
    }

    private IResult Show(string ueid) => picture.Device(ueid, time.GetUtcNow()) is { } detail
        ? Results.Json(detail with { Appraisal = AppraisalReading.Of(Newest(ueid)) }, HubJson.Default.HubDeviceDetail)
        : Unknown();

    private async Task<IResult> ChallengeAsync(string ueid)
    {
        if (!Ueid.TryParse(ueid, out Ueid? parsed) || store.FindDevice(ueid) is null)
        {
            return Unknown();
        }

        OpenChallenge challenge;
        using (IHubTransaction database = store.Begin())
        {
            challenge = challenger.Ask(database, parsed);
            database.Commit();
        }

        await ask(challenge);
        return Results.Json(new ChallengeReply(challenge.Nonce, Timestamp.Of(challenge.Expires)), HubJson.Default.ChallengeReply, statusCode: StatusCodes.Status202Accepted);
    }

    private IResult Evidence(string ueid, string? nonce)
    {
        if (store.FindDevice(ueid) is not { } device)
        {
            return Unknown();
        }

        StoredEvidence? evidence = nonce is not null ? store.FindEvidence(ueid, nonce) : Newest(ueid);
        return evidence is null
            ? ApiResult.Error(EvidenceReasons.NoEvidence, nonce is null ? "no evidence came yet" : "no evidence answers this nonce yet", null, StatusCodes.Status404NotFound)
            : Results.Json(BundleOf(device, evidence), HubJson.Default.EvidenceBundle);
    }

    private StoredEvidence? Newest(string ueid) => store.StateOf(ueid).Evidence is { } id ? store.FindEvidence(id) : null;

    private EvidenceBundle BundleOf(Device device, StoredEvidence evidence) => new(
        EvidenceBundle.SchemaName,
        device.Ueid,
        Timestamp.Of(evidence.Received),
        evidence.Message.ToArray(),
        [.. EvidenceSource.CertificatesOf(store, device, evidence.Message).Select(certificate => certificate.ToArray())],
        evidence.Challenge.ToArray(),
        evidence.Appraisal.ToArray(),
        EvidenceSource.AttestationKeyOf(store, evidence.Appraisal) is { } key
            ? new EvidenceTpm(key, quotes.AgentPcr, [.. quotes.BootStates.Select(state => $"{state}")])
            : null);

    private static IResult Unknown() => ApiResult.Error(HubReasons.DeviceUnknown, "the hub knows no such device");
}
