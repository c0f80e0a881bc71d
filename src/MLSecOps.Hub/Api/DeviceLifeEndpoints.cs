using System.Security.Cryptography;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Enrolment;
using MLSecOps.Hub.Devices;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Identity;

namespace MLSecOps.Hub.Api;

/// <summary>The end of a device's key: revoked so that the device enrols again, or with the device itself. Brokers are told once it is committed.</summary>
/// <param name="store">The database.</param>
/// <param name="identity">The hub's keys.</param>
/// <param name="lists">Gets the revoked certificates.</param>
/// <param name="time">The hub's clock.</param>
/// <param name="cutOff">Ends the device's connection.</param>
internal sealed class DeviceLifeEndpoints(IHubStore store, HubIdentity identity, RevocationLists lists, TimeProvider time, Func<string, Reason, Task> cutOff)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(HubRoutes.Devices + "/{ueid}/reenroll", ReenrolAsync).ForOperators();
        routes.MapPost(HubRoutes.Devices + "/{ueid}/retire", RetireAsync).ForOperatorsAndDevices();
        routes.MapGet(HubRoutes.RevocationList, List);
    }

    private async Task<IResult> ReenrolAsync(HttpContext context, string ueid, CancellationToken cancellationToken)
    {
        byte[]? body = await RequestBody.ReadAsync(context.Request, cancellationToken);
        TokenRequest? request = new();
        if (body is not { Length: 0 } && !RequestBody.TryRead(body, HubJson.Default.TokenRequest, out request))
        {
            return ApiResult.Error(HubReasons.RequestMalformed, "the body is no token request");
        }

        if (!TokenLife.TryRead(request.ValidSeconds, out TimeSpan life) || (request.Ueid is not null && request.Ueid != ueid))
        {
            return ApiResult.Error(HubReasons.RequestMalformed, $"valid_seconds is {TokenLife.Range}; ueid is left out");
        }

        byte[] secret = RandomNumberGenerator.GetBytes(EnrolToken.SecretBytes);
        DateTimeOffset now = time.GetUtcNow();
        EnrolmentToken token = new(Sha256Digest.Of(secret), ueid, now, now + life, context.OperatorName()) { Reenrols = true };
        using (IHubTransaction database = store.Begin())
        {
            if (database.FindDevice(ueid) is not { } device)
            {
                return ApiResult.Error(HubReasons.DeviceUnknown, "the hub knows no such device");
            }

            DeviceLife.Revoke(database, device, token.CreatedBy, now);
            database.AddToken(token);
            lists.Renew(database);
            database.Commit();
        }

        lists.Write(store);
        await cutOff(ueid, EnrolmentReasons.KeyRevoked);
        context.Response.Headers.CacheControl = "no-store";
        TokenReply reply = new(EnrolToken.Of(secret, identity.Pin).ToString(), ueid, Timestamp.Of(token.Expires));
        return Results.Json(reply, HubJson.Default.TokenReply, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> RetireAsync(HttpContext context, string ueid)
    {
        if (context.DeviceOf() is { } self && self.Ueid != ueid)
        {
            return ApiResult.Error(EnrolmentReasons.NotAuthorised, "a device retires itself only");
        }

        DateTimeOffset now = time.GetUtcNow();
        using (IHubTransaction database = store.Begin())
        {
            if (database.FindDevice(ueid) is not { } device)
            {
                return ApiResult.Error(HubReasons.DeviceUnknown, "the hub knows no such device");
            }

            if (device.Standing == DeviceStanding.Retired)
            {
                return Reply(ueid, device.StandingSince ?? now);
            }

            DeviceLife.Retire(database, device, context.DeviceOf() is null ? context.OperatorName() : "the device itself", now);
            lists.Renew(database);
            database.Commit();
        }

        lists.Write(store);
        await cutOff(ueid, EnrolmentReasons.DeviceRetired);
        return Reply(ueid, now);
    }

    private IResult List() => store.NewestRevocationList() is { } newest
        ? Results.Text(RevocationLists.Pem(newest), "application/x-pem-file")
        : ApiResult.Error(HubReasons.NotFound, "there is no revocation list yet");

    private static IResult Reply(string ueid, DateTimeOffset since) => Results.Json(new RetireReply(ueid, Timestamp.Of(since)), HubJson.Default.RetireReply);
}
