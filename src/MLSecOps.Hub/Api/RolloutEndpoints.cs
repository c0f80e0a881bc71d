using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Domain.Views;
using MLSecOps.Hub.Rollouts;

namespace MLSecOps.Hub.Api;

/// <summary>Rollouts of one stage: every device that is named gets a directive.</summary>
internal sealed class RolloutEndpoints(IHubStore store, HubPicture picture, Director? director, TimeProvider time, Func<IReadOnlyList<IssuedDirective>, Task> send)
{
    private const int Most = 100;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(HubRoutes.Rollouts, () => Results.Json(picture.Rollouts(Most), HubJson.Default.HubRollouts)).ForOperators();
        routes.MapGet(HubRoutes.Rollouts + "/{id:long}", Show).ForOperators();
        routes.MapPost(HubRoutes.Rollouts, StartAsync).ForOperators();
    }

    private IResult Show(long id) => picture.Rollout(id) is { } rollout
        ? Results.Json(rollout, HubJson.Default.HubRollout)
        : ApiResult.Error(HubReasons.NotFound, "there is no such rollout");

    private async Task<IResult> StartAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!RequestBody.TryRead(await RequestBody.ReadAsync(context.Request, cancellationToken), HubJson.Default.RolloutRequest, out RolloutRequest? request)
            || !Sha256Digest.TryParse(request.ManifestDigest, out Sha256Digest manifest))
        {
            return ApiResult.Error(HubReasons.RequestMalformed, "the body is no rollout request with the digest of a manifest");
        }

        if (director is null)
        {
            return ApiResult.Error(HubReasons.DirectorMissing, HubReasons.DirectorMissing.Title);
        }

        List<IssuedDirective> directives = [];
        long id;
        using (IHubTransaction database = store.Begin())
        {
            if (database.FindPackage(manifest) is not { } package)
            {
                return ApiResult.Error(HubReasons.PackageUnknown, "the hub has no such package", $"looked for {manifest}");
            }

            if (database.NewestBulletin()?.WithdrawalOf(package.Model, package.Release, package.Manifest) is { } withdrawal)
            {
                return ApiResult.Error(withdrawal.Reason, $"no device may run release {package.Release} of {package.Model}: {withdrawal.Reason.Title}", withdrawal.Detail);
            }

            string[] devices = [.. (request.Devices ?? [.. database.Devices().Where(device => device.Standing != DeviceStanding.Retired).Select(device => device.Ueid)]).Distinct(StringComparer.Ordinal)];
            if (devices.FirstOrDefault(ueid => database.FindDevice(ueid) is null) is { } stranger)
            {
                return ApiResult.Error(HubReasons.DeviceUnknown, "the hub knows no such device", $"looked for {stranger}");
            }

            if (devices.Length == 0)
            {
                return ApiResult.Error(HubReasons.DeviceUnknown, "no device is enrolled that the rollout could go to");
            }

            id = Start(database, package, devices, context.OperatorName(), directives);
            database.Commit();
        }

        await send(directives);
        return Results.Json(picture.Rollout(id)!, HubJson.Default.HubRollout, statusCode: StatusCodes.Status201Created);
    }

    private long Start(IHubTransaction database, StoredPackage package, string[] devices, string @operator, List<IssuedDirective> directives)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (string ueid in devices)
        {
            directives.Add(director!.Ask(database, ueid, package));
            database.AddChange(new Change(now, ueid, package.Model, $"asked to run version {package.Version}, release {package.Release}, by {@operator}", null, "notice"));
        }

        return database.AddRollout(new Rollout(0, package.Model, package.Manifest, package.Release, package.Version, now, @operator, devices));
    }
}
