using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Domain.Views;
using MLSecOps.Hub.Identity;
using MLSecOps.Hub.Packages;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Files;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Hub.Api;

/// <summary>Packages: pushed by operators, verified and inspected before they are kept, fetched by devices and operators with ranges.</summary>
internal sealed class PackageEndpoints(IHubStore store, HubPicture picture, PackageFiles files, PackageInspection inspection, HubIdentity identity, TimeProvider time, Action changed)
{
    private const long MostBytes = 64L << 30;
    private const int WindowBytes = 1 << 17;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(HubRoutes.Packages, () => Results.Json(picture.Packages(), HubJson.Default.HubPackages)).ForOperators();
        routes.MapPut(HubRoutes.Packages, PushAsync).ForOperators();
        routes.MapGet(HubRoutes.Packages + "/{manifest}", Fetch).ForOperatorsAndDevices();
    }

    private IResult Fetch(string manifest)
    {
        if (!Sha256Digest.TryParseHex(manifest, out Sha256Digest digest) || store.FindPackage(digest) is not { } package || !File.Exists(files.PathOf(digest)))
        {
            return ApiResult.Error(HubReasons.PackageUnknown, "the hub has no such package");
        }

        return Results.File(
            files.PathOf(digest), "application/octet-stream", $"{package.Model}-{package.Version}.mlpkg",
            entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{digest.Hex}\""), enableRangeProcessing: true);
    }

    private async Task<IResult> PushAsync(HttpContext context, CancellationToken cancellationToken)
    {
        context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MostBytes;
        await using FileStream received = files.Receive();
        try
        {
            return await ReceiveAsync(context, received, cancellationToken);
        }
        catch (IOException outside) when (outside is not BadHttpRequestException)
        {
            return ApiResult.Error(HubReasons.StorageFailed, "the package could not be kept", outside.Message);
        }
        finally
        {
            if (File.Exists(received.Name))
            {
                File.Delete(received.Name);
            }
        }
    }

    private async Task<IResult> ReceiveAsync(HttpContext context, FileStream received, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > files.FreeBytes)
        {
            return ApiResult.Error(HubReasons.StorageFailed, "the hub's disk has no room for this package");
        }

        await context.Request.Body.CopyToAsync(received, WindowBytes, cancellationToken);
        await received.FlushAsync(cancellationToken);
        using FileByteSource source = FileByteSource.Open(received.Name);
        PackageAppraisal appraisal = PackageVerifier.Verify(
            source, identity.Publishers, DeviceContext.None, VerificationTime.ByClock(time.GetUtcNow()), new ParallelBlockHasher(), null, cancellationToken);
        if (appraisal.Verdict is not TrustVerdict.Trusted || appraisal is not { Manifest: { } manifest, ManifestDigest: { } digest })
        {
            return Refuse(appraisal);
        }

        if (await inspection.RefusalAsync(source, manifest, cancellationToken) is { Reason: { } reason } refusal)
        {
            return ApiResult.Error(reason, $"the package is not accepted: {reason.Title}", $"{refusal.Subject}: {refusal.Difference}", StatusCodes.Status422UnprocessableEntity);
        }

        StoredPackage package = new(
            digest, manifest.Model, manifest.Release, manifest.Version, source.Length, ModelFileOf(manifest),
            [.. appraisal.Signers.Select(signer => signer.Subject)], time.GetUtcNow(), context.OperatorName());
        return Keep(package, received);
    }

    private IResult Keep(StoredPackage package, FileStream received)
    {
        using IHubTransaction database = store.Begin();
        bool known = database.FindPackage(package.Manifest) is not null && File.Exists(files.PathOf(package.Manifest));
        StoredPackage? other = database.Packages().FirstOrDefault(each => each.Model == package.Model && each.Release == package.Release && each.Manifest != package.Manifest);
        if (other is not null)
        {
            return ApiResult.Error(
                HubReasons.ReleaseTaken, $"release {package.Release} of {package.Model} is another package here", $"expected {other.Manifest}, found {package.Manifest}", StatusCodes.Status409Conflict);
        }

        if (!known)
        {
            files.Keep(received, package.Manifest);
            database.AddPackage(package);
            database.Commit();
            changed();
        }

        StoredPackage kept = store.FindPackage(package.Manifest) ?? package;
        return Results.Json(HubView.Of(kept, store.NewestBulletin()), HubJson.Default.HubPackage, statusCode: known ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private static IResult Refuse(PackageAppraisal appraisal)
    {
        Reason reason = appraisal.Verdict.Refusal ?? PackageReasons.NotReached;
        return ApiResult.Error(reason, $"the package is not accepted: {reason.Title}", appraisal.Verdict.Cause?.Difference, StatusCodes.Status422UnprocessableEntity);
    }

    private static Sha256Digest ModelFileOf(ModelManifest manifest) =>
        manifest.Files.FirstOrDefault(file => file.Role == FileRole.Model)?.FsVerity ?? manifest.Files[0].FsVerity;
}
