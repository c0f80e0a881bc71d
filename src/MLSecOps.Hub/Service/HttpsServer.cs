using System.Net;
using System.Security.Authentication;
using MLSecOps.Configuration.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Access;
using MLSecOps.Hub.Api;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Identity;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace MLSecOps.Hub.Service;

/// <summary>The HTTPS server: enrolment, operators' interface, packages. TLS takes any client certificate, or none; each address says who may use it.</summary>
internal static class HttpsServer
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    /// <summary>Makes it; it listens once it is started.</summary>
    /// <param name="listen">Where.</param>
    /// <param name="identity">Its certificate.</param>
    /// <param name="judge">Tells who asks.</param>
    /// <param name="log">Tells the administrator what failed.</param>
    /// <param name="map">Adds the addresses.</param>
    public static WebServer Make(ListenAddress listen, HubIdentity identity, CallerJudge judge, HubLog log, Action<IEndpointRouteBuilder> map)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MostBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
            kestrel.Listen(new IPEndPoint(listen.Address, listen.Port), endpoint => endpoint.UseHttps(https =>
            {
                https.ServerCertificate = identity.Tls;
                https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
                https.HandshakeTimeout = HandshakeTime;
            }));
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(judge);
        WebApplication application = builder.Build();
        application.Use(async (context, next) => await GuardAsync(context, next, log));
        application.UseRouting();
        map(application);
        application.MapFallback("{*path}", () => ApiResult.Error(HubReasons.NotFound, "there is nothing at this address"));
        application.UseEndpoints(_ => { });
        return new WebServer("HTTPS", listen, application);
    }

    private static async Task GuardAsync(HttpContext context, RequestDelegate next, HubLog log)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
            if (context.Response is { StatusCode: StatusCodes.Status400BadRequest, HasStarted: false })
            {
                // The library refuses a parameter of another form without a word.
                await ApiResult.Error(HubReasons.RequestMalformed, HubReasons.RequestMalformed.Title, null, StatusCodes.Status400BadRequest).ExecuteAsync(context);
            }
        }
        catch (StorageException broken) when (!context.Response.HasStarted)
        {
            log.Problem(HubReasons.StorageFailed, broken.Message);
            await ApiResult.Error(HubReasons.StorageFailed, HubReasons.StorageFailed.Title).ExecuteAsync(context);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await ApiResult.Error(HubReasons.RequestMalformed, HubReasons.RequestMalformed.Title, bad.Message, bad.StatusCode).ExecuteAsync(context);
        }
    }
}
