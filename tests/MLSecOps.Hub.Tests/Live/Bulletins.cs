using System.Net;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Tests;

namespace MLSecOps.Hub.Tests.Live;

/// <summary>What a publisher says of the sample package, and how an operator brings it.</summary>
internal static class Bulletins
{
    public const string Why = "deaf in the rain";

    public static Bulletin Of(long version, params IReadOnlyList<Recall> recalls) =>
        new(version, SamplePackage.Now.AddDays(-1), SamplePackage.Now.AddDays(30), recalls, [], []);

    /// <summary>The recall of a package.</summary>
    public static Recall Recall(SamplePackage package, SamplePackage? fallback = null) =>
        new(package.Manifest.Model, IdOf(package), Why, fallback is null ? null : IdOf(fallback));

    public static ReleaseId IdOf(SamplePackage package) => new(package.Manifest.Release, Sha256Digest.Of(package.ManifestBytes));

    /// <summary>Document and signature as devices take them.</summary>
    public static byte[] Sign(Bulletin bulletin, X509Certificate2? signer = null) => Sign(SamplePackage.Ok(BulletinWriter.Write(bulletin)).ToArray(), signer);

    public static byte[] Sign(byte[] document, X509Certificate2? signer = null) => SignedMessage.Encode(document, SamplePackage.Sign(document, signer));

    public static Task<HttpResponseMessage> PostAsync(LiveHub hub, byte[] message) =>
        hub.Operator.PostAsync(HubRoutes.Bulletins, new ByteArrayContent(message), TestContext.Current.CancellationToken);

    /// <summary>The hub takes it.</summary>
    public static async Task<HubBulletin> BringAsync(LiveHub hub, byte[] message)
    {
        using HttpResponseMessage answer = await PostAsync(hub, message);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await LiveHub.ReadAsync(answer, HubJson.Default.HubBulletin);
    }

    /// <summary>The hub refuses it, and keeps what it had.</summary>
    public static async Task<HubError> RefuseAsync(LiveHub hub, byte[] message, Reason reason, HttpStatusCode status = HttpStatusCode.UnprocessableEntity)
    {
        Sha256Digest? before = hub.Read(store => store.NewestBulletin())?.Document;
        using HttpResponseMessage answer = await PostAsync(hub, message);
        HubError error = await LiveHub.AssertErrorAsync(status, reason, answer);
        Assert.Equal(before, hub.Read(store => store.NewestBulletin())?.Document);
        return error;
    }
}
