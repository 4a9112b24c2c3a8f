"""The site's addresses (Indonesian words); pages come with part C."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
